using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection;

/// <summary>What goes on over a run's modelled clock, side by side, read from its moments.</summary>
/// <param name="Kernel">Which kernel runs.</param>
/// <param name="Processors">The vCPUs of all guests. They run over a step when they ran before it and after it, so the steps that stop and resume them count as paused, as in <see cref="RunTimeline.BlackoutNanoseconds"/>.</param>
/// <param name="Devices">The plan's devices, in its order.</param>
/// <param name="Problems">Steps where something went wrong, in order.</param>
public sealed record Tracks(
    ImmutableArray<TrackSpan<KernelTrack>> Kernel,
    ImmutableArray<TrackSpan<ProcessorsTrack>> Processors,
    ImmutableArray<DeviceTracks> Devices,
    ImmutableArray<ProblemMark> Problems)
{
    public static Tracks Of(RunTimeline timeline) => new(
        KernelSpans(timeline),
        ProcessorSpans(timeline),
        [.. timeline.Plan.Devices.Select(device => DeviceTracks.Of(timeline, device))],
        [.. timeline.Moments.Where(moment => !moment.Step.Problems.IsEmpty).Select(moment => new ProblemMark(moment.Step.Index, moment.Step.ClockNanoseconds, moment.Step.Problems))]);

    /// <summary>The first time that the guest stood still; null where it never did.</summary>
    public TrackSpan<ProcessorsTrack>? Pause => Processors.FirstOrDefault(span => span.State == ProcessorsTrack.Paused);

    /// <summary>From one kernel's end to the next one's start; null where no kernel ended.</summary>
    public TrackSpan<KernelTrack>? BetweenKernels => Kernel.FirstOrDefault(span => span.State is { Boot: > 0, Release: null });

    private static ImmutableArray<TrackSpan<KernelTrack>> KernelSpans(RunTimeline timeline)
    {
        int boot = 0;
        return TrackSpans.Of(timeline, (before, moment) =>
        {
            if (moment.Machine.Kernel is not null && before?.Kernel is null) boot++;
            return new KernelTrack(boot, moment.Machine.Kernel?.Release, moment.Machine.Kernel?.Panic);
        });
    }

    private static ImmutableArray<TrackSpan<ProcessorsTrack>> ProcessorSpans(RunTimeline timeline)
    {
        bool ran = false;
        return TrackSpans.Of(timeline, (before, moment) =>
        {
            bool runs = timeline.Plan.GuestsRun(before) && timeline.Plan.GuestsRun(moment.Machine);
            ran |= runs;
            return runs ? ProcessorsTrack.Running : ran ? ProcessorsTrack.Paused : ProcessorsTrack.NotStarted;
        });
    }
}

/// <summary>A planned device's tracks.</summary>
public sealed record DeviceTracks(DevicePlan Device, ImmutableArray<TrackSpan<DmaTrack>> Dma, ImmutableArray<TrackSpan<DomainTrack>> Domain)
{
    public static DeviceTracks Of(RunTimeline timeline, DevicePlan device) => new(
        device,
        [.. TrackSpans.Of(timeline, (_, moment) => FlowOf(Done(moment, device.Address))).Select(span => span.With(new DmaTrack(span.State.Flow, span.State.Reason, CountsOver(timeline, device.Address, span.First, span.Last))))],
        TrackSpans.Of(timeline, (_, moment) => DomainAt(moment.Machine, device.Address)));

    private static DeviceDma Done(Moment moment, PciAddress device) => moment.Step.DmaByDevice.GetValueOrDefault(device, DeviceDma.Idle);

    private static (DmaFlow Flow, Platform.Vtd.FaultReason? Reason) FlowOf(DeviceDma dma) => dma.Counts switch
    {
        { Faults: > 0 } => (DmaFlow.Faulting, dma.LastFault?.Reason),
        { Lost: > 0 } or { Misdirected: > 0 } => (DmaFlow.Lost, null),
        { Reads: 0, Writes: 0 } => (DmaFlow.Idle, null),
        _ => (DmaFlow.Flowing, null),
    };

    private static DmaCounts CountsOver(RunTimeline timeline, PciAddress device, int first, int last) =>
        timeline.Moments.AsSpan(first, last - first + 1).ToArray().Aggregate(DmaCounts.None, (sum, moment) => sum + Done(moment, device).Counts);

    private static DomainTrack DomainAt(MachineState machine, PciAddress device)
    {
        var software = machine.Kernel?.Iommu.DomainOf(device);
        bool present = TranslationRoots.TryContext(machine.Platform, device, out var entry);
        return new(software?.Kind, software?.DomainId, present && entry.Present ? entry.DomainId : null, machine.Platform.Unit.TranslationEnabled);
    }
}

/// <summary>A step where something went wrong.</summary>
/// <param name="Nanoseconds">Modelled time from power-on to its end.</param>
public sealed record ProblemMark(int Index, long Nanoseconds, ImmutableArray<string> Sentences);
