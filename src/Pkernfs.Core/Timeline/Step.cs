using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Timeline;

/// <summary>One step of a run, done: who did what, what it touched, what devices did meanwhile.</summary>
public sealed record Step
{
    /// <summary>Its place in this run, from 0. For people and lists; links use <see cref="Id"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Its name in links and on the command line, stable between releases: "zap-host-contexts".</summary>
    public required string Id { get; init; }

    public required Phase Phase { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>1 or 2 while that boot's kernel runs; null between kernels.</summary>
    public required int? Boot { get; init; }

    /// <summary>A few words, sentence case: "Zap host contexts".</summary>
    public required string Title { get; init; }

    /// <summary>One paragraph: what happens here and why it matters.</summary>
    public required string Explanation { get; init; }

    /// <summary>What this run has to add for each of several guests or devices, in order; empty for a step about one.</summary>
    public ImmutableArray<StepDetail> Details { get; init; } = [];

    /// <summary>What it models: "RFC 10/18".</summary>
    public required string Source { get; init; }

    /// <summary>The row of the RFC's life cycle it belongs to, 1 to 27; null where it is ours.</summary>
    public int? RfcRow { get; init; }

    /// <summary>The physical ranges that its software wrote, by address, neighbours joined. What devices wrote meanwhile is in <see cref="DmaByDevice"/>.</summary>
    public required ImmutableArray<PhysicalRange> Touched { get; init; }

    /// <summary>Its writes to the remapping unit, in order.</summary>
    public ImmutableArray<RegisterWrite> RegisterWrites { get; init; } = [];

    /// <summary>True when it wrote a register of the remapping unit or of a device.</summary>
    public bool TouchedHardware { get; init; }

    /// <summary>What it did, counted; <see cref="CostModel"/> makes a cost of it.</summary>
    public StepWork Work { get; init; } = StepWork.None;

    /// <summary>Modelled with the default parameters, not measured; nanoseconds, 0 or more.</summary>
    public required long CostNanoseconds { get; init; }

    /// <summary>Modelled nanoseconds from power-on to the end of this step.</summary>
    public required long ClockNanoseconds { get; init; }

    /// <summary>What each running device did during this step.</summary>
    public required ImmutableSortedDictionary<PciAddress, DeviceDma> DmaByDevice { get; init; }

    /// <summary>What all devices did together.</summary>
    public DmaCounts Dma => DmaByDevice.Values.Aggregate(DmaCounts.None, (sum, device) => sum + device.Counts);

    /// <summary>True when not all guests' vCPUs run during it.</summary>
    public bool InBlackout { get; init; }

    /// <summary>What it was given.</summary>
    public ImmutableArray<StepArgument> Arguments { get; init; } = [];

    /// <summary>The fault that it is, by id; null for a step of the approach.</summary>
    public string? Fault { get; init; }

    /// <summary>The what-if that put it here or changed it; null where it is as the approach has it.</summary>
    public PlanEdit? Edit { get; init; }

    /// <summary>System calls that the kernel refused; each is among <see cref="Problems"/> too.</summary>
    public ImmutableArray<SystemCall> Refusals { get; init; } = [];

    /// <summary>What the kernel panicked with; null where it did not.</summary>
    public string? Panic { get; init; }

    /// <summary>What went wrong, in one sentence each: a refused call, a failed restore. Empty when all went well.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];
}
