using System.Diagnostics;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Oracle.Tests.Dumps;

namespace Pkernfs.Oracle.Tests;

/// <summary>The device tree compiler reads the trees of dumped moments: their container is a real one, whoever wrote the values.</summary>
public sealed class DeviceTreeTests
{
    private static readonly Dictionary<HandoverVersion, Lazy<RunTimeline>> Runs = Enum.GetValues<HandoverVersion>()
        .ToDictionary(version => version, version => new Lazy<RunTimeline>(() => Runner.Run(ScenarioLibrary.Load("kho").Scenario!.Plan with { Handover = version })));

    /// <summary>Version, step, the file, and lines that the source which dtc makes of it must have.</summary>
    public static TheoryData<HandoverVersion, string, string, string[]> Trees => new()
    {
        { HandoverVersion.V4, "start-handover-a", "kho.dtb", ["compatible = \"kho-v4\";", "preserved-memory-map = <", "LUO {", "preserved-data = <", "blob-size = <0x20000000 0x00>;", "kexec-metadata {", "blob-size = <0x49000000 0x00>;"] },
        { HandoverVersion.V4, "keep-01-00.0", "kho.dtb", ["compatible = \"kho-v4\";", "LUO {"] },
        { HandoverVersion.V4, "jump", "kho.dtb", ["compatible = \"kho-v4\";", "LUO {"] },
        { HandoverVersion.V4, "boot-memory-b", "kho.dtb", ["compatible = \"kho-v4\";", "LUO {"] },
        { HandoverVersion.V3, "relocate-kernel", "kho.dtb", ["compatible = \"kho-v3\";", "blob-size = <"] },
        { HandoverVersion.V2, "relocate-kernel", "kho.dtb", ["compatible = \"kho-v2\";", "preserved-data = <"] },
        { HandoverVersion.V2, "relocate-kernel", "kho-LUO.dtb", ["compatible = \"luo-v1\";"] },
        { HandoverVersion.V1, "relocate-kernel", "kho.dtb", ["compatible = \"kho-v1\";", "fdt = <"] },
        { HandoverVersion.V1, "relocate-kernel", "kho-LUO.dtb", ["compatible = \"luo-v1\";", "liveupdate-number = <0x1000000 0x00>;", "luo-session {", "luo-session-header = <", "luo-flb {"] },
    };

    [Theory]
    [MemberData(nameof(Trees))]
    public void The_device_tree_compiler_reads_a_dumped_tree(HandoverVersion version, string step, string file, string[] lines)
    {
        DtcOrSkip();
        using var folder = new TemporaryFolder();
        Assert.True(Runs[version].Value.TryFind(step, out var moment));
        MachineDumpWriter.Write(folder.Path, moment.Machine, Runs[version].Value.Plan);
        string source = Decompile(Path.Combine(folder.Path, file));
        Assert.All(lines, line => Assert.Contains(line, source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hand-over-region-a")]
    [InlineData("jump")]
    [InlineData("reserve-mem-b")]
    public void The_device_tree_compiler_reads_memblock_s_regions(string step)
    {
        DtcOrSkip();
        using var folder = new TemporaryFolder();
        var run = Runner.Run(ScenarioLibrary.Load("kho-carve-out").Scenario!.Plan);
        Assert.True(run.TryFind(step, out var moment));
        MachineDumpWriter.Write(folder.Path, moment.Machine, run.Plan);
        string source = Decompile(Path.Combine(folder.Path, "kho-memblock.dtb"));
        // 512 MiB in the processor's own order, as dtc shows two big-endian cells.
        Assert.All(["compatible = \"memblock-v1\";", "guest-ram {", "compatible = \"reserve-mem-v1\";", "start = <", "size = <0x20 0x00>;"], line => Assert.Contains(line, source, StringComparison.Ordinal));
        Assert.Contains("memblock {", Decompile(Path.Combine(folder.Path, "kho.dtb")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_hands_nothing_over_has_no_tree()
    {
        using var folder = new TemporaryFolder();
        var run = Runs[HandoverVersion.V4].Value;
        Assert.True(run.TryFind("load-kernel-a", out var moment));
        MachineDumpWriter.Write(folder.Path, moment.Machine, run.Plan);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.dtb"));
    }

    private static string Decompile(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("dtc", ["-I", "dtb", "-O", "dts", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string source = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return source;
    }

    private static void DtcOrSkip()
    {
        const string absent = "dtc is not on the PATH, so no other program reads the device trees. Install it (Debian: device-tree-compiler).";
        bool here = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "dtc")));
        if (here) return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Fail(absent);
        Assert.Skip(absent);
    }
}
