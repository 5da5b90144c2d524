using System.Collections.Frozen;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Tour;

/// <summary>What the tour's texts say in figures and addresses, read from a run by the name that stands in the text.</summary>
public static class TourFacts
{
    /// <summary>Where the guest still runs under kernel A, and everything is in its place.</summary>
    private const string Before = "run-guest";

    /// <summary>What pkernfs gives out at once.</summary>
    private static readonly ByteCount block = ByteCount.FromMiB(2);

    /// <summary>The address that the tour follows.</summary>
    private static readonly Iova followed = new(0xa3b7d40);

    private static readonly FrozenDictionary<string, Func<RunInspection, string>> facts = new Dictionary<string, Func<RunInspection, string>>
    {
        ["ram"] = run => RoundSize.Of(run.Timeline.Plan.Board.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value)),
        ["guest-memory"] = run => run.Timeline.Plan.Guest.Memory.ToString(),
        ["vcpus"] = run => Number(run.Timeline.Plan.Guest.VirtualCpus),
        ["device"] = run => Device(run).Address.ToString(),
        ["host-device"] = run => HostDevice(run).Address.ToString(),
        ["region"] = run => $"{run.Region!.Value.Length} at {run.Region.Value.Start}",
        ["memmap"] = run => Argument(run, "memmap="),
        ["pkernfs"] = run => Argument(run, "pkernfs="),
        ["blocks"] = run => Number((int)(run.Timeline.Plan.Guest.Memory.Value / block.Value)),
        ["block"] = _ => block.ToString(),
        ["levels"] = run => Number(At(run, Before).Machine.Platform.Unit.Walk(At(run, Before).Machine.Platform.Memory, Device(run).Address, followed, Core.PageTables.AccessKind.Read).Path.Count(step => step.Level == Core.Platform.Vtd.DmaWalkLevel.SecondStage)),
        ["iova"] = _ => followed.ToString(),
        ["lands"] = run => At(run, Before).Machine.Platform.Unit.Walk(At(run, Before).Machine.Platform.Memory, Device(run).Address, followed, Core.PageTables.AccessKind.Read).Physical.ToString(),
        ["root"] = run => TranslationReading.Of(run, At(run, "adopt-root-table").Step.Index).Tree.RootRegister.ToString(),
        ["host-faults"] = run => Number(At(run, "zap-00-03.0").Step.DmaByDevice[HostDevice(run).Address].Counts.Faults),
        ["jump-reads"] = run => Number(At(run, "jump").Step.DmaByDevice[Device(run).Address].Counts.Reads),
        ["jump-writes"] = run => Number(At(run, "jump").Step.DmaByDevice[Device(run).Address].Counts.Writes),
        ["no-kernel"] = run => Time(run.Timeline.Moments.Where(moment => moment.Step.Index >= At(run, "jump").Step.Index && moment.Step.Boot is null).Sum(moment => moment.Step.CostNanoseconds)),
        ["lost"] = run => RoundSize.Of(Owned(run, "keep-01-00.0") - Owned(run, "relocate-kernel")),
        ["steps"] = run => Number(run.Timeline.Moments.Length),
        ["blackout"] = run => Time(run.Timeline.BlackoutNanoseconds ?? 0),
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => facts.Keys;

    /// <summary>A fact of a run; throws for a name that is none.</summary>
    public static string Of(RunInspection run, string name) => facts[name](run);

    private static DevicePlan Device(RunInspection run) => run.Timeline.Plan.Devices.First(device => device.Persistent);

    private static DevicePlan HostDevice(RunInspection run) => run.Timeline.Plan.Devices.First(device => !device.Persistent);

    private static Moment At(RunInspection run, string step) => run.Timeline.TryFind(step, out var moment) ? moment : throw new InvalidOperationException($"The tour asks for the step \"{step}\", and the run has none.");

    private static string Argument(RunInspection run, string name) => run.Timeline.Plan.KernelA.CommandLine.Split(' ').First(word => word.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Bytes that kernel and user space own and a kexec does not spare.</summary>
    private static ulong Owned(RunInspection run, string step) => run.OwnershipAt(At(run, step).Step.Index).Extents
        .Where(extent => !extent.Persistent && extent.Class is not (OwnerClass.Free or OwnerClass.Stale))
        .Aggregate(0UL, (sum, extent) => sum + extent.Range.Length.Value);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.0} ms");
}
