using System.Collections.Immutable;
using Pkernfs.Core.Memory;

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

    /// <summary>What it models: "RFC 10/18".</summary>
    public required string Source { get; init; }

    /// <summary>The row of the RFC's life cycle it belongs to, 1 to 27; null where it is ours.</summary>
    public int? RfcRow { get; init; }

    /// <summary>The physical ranges it wrote, by address, neighbours of one kind joined.</summary>
    public required ImmutableArray<TouchedRange> Touched { get; init; }

    /// <summary>True when it wrote a register of the remapping unit or of a device.</summary>
    public bool TouchedHardware { get; init; }

    /// <summary>Modelled, not measured; nanoseconds, 0 or more.</summary>
    public required long CostNanoseconds { get; init; }

    /// <summary>Modelled nanoseconds from power-on to the end of this step.</summary>
    public required long ClockNanoseconds { get; init; }

    /// <summary>What devices did during this step.</summary>
    public required DmaCounts Dma { get; init; }

    /// <summary>True when the guest's vCPUs do not run during it.</summary>
    public bool InBlackout { get; init; }

    /// <summary>What went wrong, in one sentence each: a refused call, a failed restore. Empty when all went well.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];
}

/// <summary>The parts of a live update, in order.</summary>
public enum Phase
{
    Boot1,
    VmStart,
    Running,
    PauseAndSerialise,
    Kexec,
    Boot2,
    UserspaceRestore,
    Resumed,
}

/// <summary>Who acts in a step.</summary>
public enum Actor
{
    Firmware,
    Kernel,
    Vmm,
    Device,
    Admin,
}

/// <summary>Bytes that a step wrote, and what those bytes are for.</summary>
public sealed record TouchedRange(PhysicalRange Range, OwnerClass Kind);

/// <summary>DMA of all devices over a step, counted from what happened in memory.</summary>
/// <param name="Reads">Reads attempted.</param>
/// <param name="Writes">Writes attempted.</param>
/// <param name="Faults">Accesses that the remapping unit refused.</param>
/// <param name="Lost">Writes whose payload is not where the ledger says it belongs, reads that got none.</param>
/// <param name="Misdirected">Accesses that went to another physical address than the ledger says.</param>
/// <param name="Late">Accesses that landed after the memory had been taken away from the device.</param>
public sealed record DmaCounts(int Reads, int Writes, int Faults, int Lost, int Misdirected, int Late)
{
    public static DmaCounts None { get; } = new(0, 0, 0, 0, 0, 0);

    public static DmaCounts operator +(DmaCounts left, DmaCounts right) => new(
        left.Reads + right.Reads,
        left.Writes + right.Writes,
        left.Faults + right.Faults,
        left.Lost + right.Lost,
        left.Misdirected + right.Misdirected,
        left.Late + right.Late);
}
