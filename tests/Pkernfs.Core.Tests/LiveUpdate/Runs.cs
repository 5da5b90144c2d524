using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The built-in scenarios, run once for all tests, and ways to go on from one of their moments.</summary>
internal static class Runs
{
    private static readonly Lazy<RunTimeline> LazyIntended = new(() => Runner.Run(Plan("pkernfs-rfc")));
    private static readonly Lazy<RunTimeline> LazyAsPosted = new(() => Runner.Run(Plan("pkernfs-rfc-as-posted")));

    private static readonly Lazy<RunTimeline> LazySaveRestore = new(() => Runner.Run(Plan("save-restore")));

    /// <summary>The function that is passed through to the guest in both scenarios.</summary>
    public static readonly PciAddress Assigned = new(1, 0, 0);

    /// <summary>The host's own function that does DMA in both scenarios.</summary>
    public static readonly PciAddress Host = new(0, 3, 0);

    public static RunTimeline Intended => LazyIntended.Value;

    public static RunTimeline AsPosted => LazyAsPosted.Value;

    public static RunTimeline SaveRestore => LazySaveRestore.Value;

    /// <summary>Where pkernfs is in both scenarios.</summary>
    public static PhysicalRange Region => KernelCommandLine.Parse(Intended.Plan.KernelA.CommandLine).Pkernfs!.Value;

    public static LiveUpdatePlan Plan(string scenario) => ScenarioLibrary.Load(scenario).Scenario!.Plan;

    public static Moment At(this RunTimeline run, string step) =>
        run.TryFind(step, out var moment) ? moment : throw new ArgumentException($"There is no step {step}.", nameof(step));

    public static Moment Before(this RunTimeline run, string step) => run.Moments[run.At(step).Step.Index - 1];

    /// <summary>The machine after <paramref name="step"/> with bytes changed by a debugger's hand.</summary>
    public static MachineState Poke(this RunTimeline run, string step, Action<MemoryWriter> change) => Poke(run.At(step).Machine, change);

    public static MachineState Poke(MachineState machine, Action<MemoryWriter> change)
    {
        var memory = machine.Platform.Memory.Write();
        change(memory);
        return machine with { Platform = machine.Platform with { Memory = memory.Seal() } };
    }

    /// <summary>All steps after <paramref name="step"/>, done on that machine.</summary>
    public static IReadOnlyList<Moment> GoOn(this RunTimeline run, string step, MachineState machine, int? count = null)
    {
        var from = run.At(step).Step;
        var steps = Approaches.Steps(run.Plan).Skip(from.Index + 1);
        return Runner.Continue(run.Plan, machine, count is { } some ? steps.Take(some) : steps, from.Index + 1, from.ClockNanoseconds);
    }

    /// <summary>A step in progress on the machine that <paramref name="step"/> left: its kernel and VMM can be called.</summary>
    public static Operation OperationAfter(this RunTimeline run, string step) => new(run.Plan, run.At(step).Machine);

    /// <summary>What a device did in a step.</summary>
    public static DeviceDma Dma(this Moment moment, PciAddress device) => moment.Step.DmaByDevice.GetValueOrDefault(device) ?? DeviceDma.Idle;

    /// <summary>Accesses that did not do what they should.</summary>
    public static int Failures(this DmaCounts counts) => counts.Faults + counts.Lost + counts.Misdirected + counts.Late;
}
