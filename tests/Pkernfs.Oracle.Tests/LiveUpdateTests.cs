using System.Diagnostics;
using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Qemu;

namespace Pkernfs.Oracle.Tests;

/// <summary>
/// Every table that the emulated machine writes during a live update, judged by QEMU's intel-iommu: at each of these moments it must translate
/// each function's DMA to the same physical address as the emulated unit, or refuse it for the same reason.
/// </summary>
public sealed class LiveUpdateTests(LiveUpdateFixture fixture, ITestOutputHelper output) : IClassFixture<LiveUpdateFixture>
{
    private const string Intended = "pkernfs-rfc";
    private const string AsPosted = "pkernfs-rfc-as-posted";
    private const string SaveRestore = "save-restore";
    private const string ContainerFile = "container-file";
    private const string Handover = "kho";
    private const byte ContextNotPresent = 0x2;

    private static readonly PciAddress Assigned = new(1, 0, 0);
    private static readonly PciAddress Host = new(0, 3, 0);

    /// <summary>A scenario, one of its steps, and how many functions reach memory after it.</summary>
    public static TheoryData<string, string, int> Moments => new()
    {
        { Intended, "enable-translation", 2 },
        { Intended, "run-guest", 4 },
        { Intended, "load-kernel-b", 4 },
        { Intended, "zap-host-functions", 1 },
        { Intended, "jump", 1 },
        { Intended, "relocate-kernel", 1 },
        { Intended, "boot-memory-b", 1 },
        { Intended, "set-root-pointer-b", 1 },
        { Intended, "start-00-03.0-b", 2 },
        { Intended, "unmap-rom", 2 },
        { Intended, "guest-goes-on", 2 },
        { SaveRestore, "run-guest", 4 },
        { SaveRestore, "replace-domain", 4 },
        { SaveRestore, "use-saved-root", 4 },
        { SaveRestore, "keep-01-00.0", 1 },
        { SaveRestore, "jump", 1 },
        { SaveRestore, "restore-temporary-domain", 1 },
        { SaveRestore, "switch-domain", 4 },
        { SaveRestore, "free-iommu-files", 4 },
        { SaveRestore, "guest-goes-on", 4 },
        { ContainerFile, "keep-01-00.0", 1 },
        { ContainerFile, "relocate-kernel", 1 },
        { ContainerFile, "open-container-file-b", 2 },
        { ContainerFile, "guest-goes-on", 2 },
        { Handover, "run-guest", 4 },
        { Handover, "keep-01-00.0", 1 },
        { Handover, "relocate-kernel", 1 },
        { Handover, "reserve-preserved", 1 },
        { Handover, "start-00-03.0-b", 4 },
        { Handover, "switch-domain", 4 },
        { Handover, "guest-goes-on", 4 },
        { AsPosted, "zap-host-functions", 1 },
        { AsPosted, "keep-01-00.0", 0 },
        { AsPosted, "guest-goes-on", 2 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void QEMU_and_the_emulated_unit_agree_on_every_function(string scenario, string step, int reaching)
    {
        var clock = Stopwatch.StartNew();
        var iommu = fixture.With(scenario, step);
        var loaded = clock.Elapsed;
        var machine = fixture.Machine(scenario, step);
        DmaQuestion[] questions = [.. iommu.Functions.SelectMany(function => LiveUpdateQuestions.About(machine, function))];
        var verdicts = iommu.Ask(questions);
        output.WriteLine($"{questions.Length} questions of {iommu.Functions.Count} functions, {verdicts.Count(verdict => verdict is Reached)} reach memory; loaded in {loaded.TotalSeconds:f1} s, all in {clock.Elapsed.TotalSeconds:f1} s.");
        string[] disagreements =
        [
            .. from asked in questions.Zip(verdicts)
               let expected = LiveUpdateQuestions.Expected(machine, asked.First)
               where asked.Second != expected
               select $"{asked.First}: QEMU says {asked.Second}, the emulated unit {expected}",
        ];
        Assert.Empty(disagreements);
        Assert.Equal(reaching, questions.Zip(verdicts).Where(asked => asked.Second is Reached).Select(asked => asked.First.Function).Distinct().Count());
    }

    [Fact]
    public void Only_the_bridges_of_the_board_cannot_be_asked_about()
    {
        var iommu = fixture.With(Intended, "run-guest");
        Assert.Equal([new(0, 0, 0), new PciAddress(0, 0x1f, 0)], iommu.Skipped.Select(skipped => skipped.Address));
        Assert.Equal(fixture.Machine(Intended, "run-guest").Functions.Count - 2, iommu.Functions.Count);
    }

    [Theory]
    [InlineData(Intended, "run-guest")]
    [InlineData(Intended, "zap-host-functions")]
    [InlineData(Intended, "jump")]
    [InlineData(Intended, "relocate-kernel")]
    [InlineData(Intended, "set-root-pointer-b")]
    [InlineData(Intended, "guest-goes-on")]
    [InlineData(SaveRestore, "run-guest")]
    [InlineData(SaveRestore, "replace-domain")]
    [InlineData(SaveRestore, "use-saved-root")]
    [InlineData(SaveRestore, "jump")]
    [InlineData(SaveRestore, "switch-domain")]
    [InlineData(SaveRestore, "guest-goes-on")]
    public void The_assigned_device_reaches_the_same_memory_at_every_moment(string scenario, string step)
    {
        var questions = BuffersOf(Assigned, "run-guest", scenario);
        var before = questions.Select(question => LiveUpdateQuestions.Expected(fixture.Machine(scenario, "run-guest"), question));
        Assert.True(questions.Length > 20);
        Assert.All(before, verdict => Assert.IsType<Reached>(verdict));
        Assert.Equal(before, fixture.With(scenario, step).Ask(questions));
    }

    /// <summary>Between the kernels through the tables that were handed over, after the switch through tables that the new kernel made.</summary>
    [Theory]
    [InlineData("keep-01-00.0")]
    [InlineData("relocate-kernel")]
    [InlineData("free-memory-b")]
    [InlineData("switch-domain")]
    [InlineData("guest-goes-on")]
    public void The_device_reaches_the_same_memory_when_it_is_handed_over(string step)
    {
        var questions = BuffersOf(Assigned, "run-guest", Handover);
        var before = questions.Select(question => LiveUpdateQuestions.Expected(fixture.Machine(Handover, "run-guest"), question));
        Assert.True(questions.Length > 20);
        Assert.All(before, verdict => Assert.IsType<Reached>(verdict));
        Assert.Equal(before, fixture.With(Handover, step).Ask(questions));
    }

    [Theory]
    [InlineData("zap-host-functions")]
    [InlineData("jump")]
    [InlineData("set-root-pointer-b")]
    public void The_host_device_is_refused_while_no_kernel_wants_it(string step)
    {
        var verdicts = fixture.With(Intended, step).Ask(BuffersOf(Host, "run-guest"));
        Assert.NotEmpty(verdicts);
        Assert.All(verdicts, verdict => Assert.Equal(ContextNotPresent, Assert.IsType<Faulted>(verdict).Record.Reason));
    }

    [Fact]
    public void The_host_device_comes_back_with_other_memory()
    {
        var before = fixture.With(Intended, "run-guest").Ask(BuffersOf(Host, "run-guest"));
        var after = fixture.With(Intended, "guest-goes-on").Ask(BuffersOf(Host, "guest-goes-on"));
        Assert.All(before.Concat(after), verdict => Assert.IsType<Reached>(verdict));
        Assert.Empty(before.Cast<Reached>().Select(reached => reached.Physical).Intersect(after.Cast<Reached>().Select(reached => reached.Physical)));
    }

    [Fact]
    public void As_posted_the_assigned_device_is_refused_from_the_zap_on()
    {
        var questions = BuffersOf(Assigned, "run-guest");
        var before = fixture.With(AsPosted, "zap-host-functions").Ask(questions);
        var after = fixture.With(AsPosted, "keep-01-00.0").Ask(questions);
        Assert.All(before, verdict => Assert.IsType<Reached>(verdict));
        Assert.All(after, verdict => Assert.Equal(ContextNotPresent, Assert.IsType<Faulted>(verdict).Record.Reason));
    }

    /// <summary>A read and a write of the first word of each buffer that the device was programmed with.</summary>
    private DmaQuestion[] BuffersOf(PciAddress function, string step, string scenario = Intended) =>
    [
        .. from buffer in fixture.Machine(scenario, step).Functions[function].Engine!.Buffers
           from access in new[] { DmaAccess.Read, DmaAccess.Write }
           select new DmaQuestion(function, buffer.Range.Start, access),
    ];
}
