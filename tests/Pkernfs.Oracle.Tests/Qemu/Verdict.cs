namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>What became of a DMA: one of <see cref="Reached"/>, <see cref="Faulted"/>, <see cref="Dropped"/>.</summary>
public abstract record Verdict;

/// <summary>The DMA went to memory.</summary>
/// <param name="Physical">The physical address that the question's IOVA came out at.</param>
public sealed record Reached(PhysicalAddress Physical, Evidence Evidence) : Verdict;

/// <summary>The DMA was blocked and the unit recorded why.</summary>
public sealed record Faulted(FaultRecord Record) : Verdict;

/// <summary>
/// Nothing arrived and nothing was recorded: a context entry with FPD set, an IOVA of the interrupt range
/// (0xfee00000 up to but without 0xfef00000), or an untranslated access to an address that is not RAM.
/// </summary>
public sealed record Dropped : Verdict;

/// <summary>How it is known where a DMA went.</summary>
public enum Evidence
{
    /// <summary>A stamp used only once went from the device to that place, or from that place to the device.</summary>
    Bytes,

    /// <summary>
    /// QEMU's own account of its translation, and no bytes: the place is not RAM, or it holds the very
    /// table entries that the translation reads, so that no stamp can be put there.
    /// </summary>
    Report,
}
