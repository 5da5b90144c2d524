using Pkernfs.Core.Artifacts;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate.Fleet;

/// <summary>Runs with several guests: the built-in one, and a small one that takes no time.</summary>
internal static class FleetRuns
{
    /// <summary>Three guests: one with two devices, one with one, one with none.</summary>
    public const string SmallText = """
        name: small-fleet
        title: Three guests
        board: q35-6g
        approach: pkernfs
        seed: 7
        kernels:
          a:
            release: 6.7.0
            command-line: quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G
          b:
            release: 6.8.0
            command-line: quiet intel_iommu=on memmap=1G%4G pkernfs=1G!4G liveupdate
        guests:
          - {name: db, memory: 256M, vcpus: 4}
          - {name: web, memory: 64M, vcpus: 2}
          - {name: idle, memory: 32M, vcpus: 1}
        devices:
          - {function: "00:02.0", persistent: true, guest: db}
          - {function: "00:04.0", persistent: true, guest: db}
          - {function: "01:00.0", persistent: true, guest: web}
          - {function: "00:03.0", persistent: false}

        """;

    private static readonly Lazy<RunTimeline> LazyHost = new(() => Runner.Run(Runs.Plan("fleet-host")));
    private static readonly Lazy<RunTimeline> LazySmall = new(() => Runner.Run(Plan(SmallText)));

    /// <summary>The built-in host with 24 guests.</summary>
    public static RunTimeline Host => LazyHost.Value;

    public static RunTimeline Small => LazySmall.Value;

    public static ScenarioResult Read(string text) => ScenarioReader.Read("s.yaml", text, NoScenarioFiles.Instance);

    public static LiveUpdatePlan Plan(string text) => Read(text) is { Scenario: { } scenario } ? scenario.Plan : throw new ArgumentException(string.Join('\n', Read(text).Findings), nameof(text));

    /// <summary>The small fleet's plan with a what-if.</summary>
    public static LiveUpdatePlan Edited(string edits) => PlanEdits.TryParse(edits, out var read, out string? problem) ? Small.Plan with { Edits = read } : throw new ArgumentException(problem, nameof(edits));

    public static PkernfsReader Medium(this RunTimeline run, MachineState machine) => new(machine.Platform.Memory, run.Plan.Region());

    public static PhysicalRange Region(this LiveUpdatePlan plan) => Core.Kernel.KernelCommandLine.Parse(plan.KernelA.CommandLine).Pkernfs!.Value;

    /// <summary>The memory of a guest's RAM file, as the medium has it, neighbours joined.</summary>
    public static List<PhysicalRange> RamOf(this RunTimeline run, MachineState machine, GuestPlan guest)
    {
        var reader = run.Medium(machine);
        return [.. reader.FileRuns(reader.Lookup("/" + guest.RamFile)!).Select(reader.RunBytes)];
    }
}
