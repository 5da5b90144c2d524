using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>What a kernel keeps of the handover that it prepares.</summary>
/// <param name="Tree">The page of the root device tree.</param>
/// <param name="Map">The record of preserved memory: the radix tree's root; for kho-v1 the first chunk, zero until it is written out.</param>
/// <param name="Children">What the root tree names.</param>
public sealed record HandoverState(HandoverVersion Version, PhysicalAddress Tree, PhysicalAddress Map, ImmutableArray<HandoverChild> Children)
{
    /// <summary>kho-v1 alone: blocks to be written out at finalize. Later versions have them in memory at any time.</summary>
    public ImmutableHashSet<PreservedBlock> Tracked { get; init; } = [];
}

/// <summary>What a kernel found of an earlier kernel's handover.</summary>
/// <param name="Tree">The page of its root device tree; preserved, so it stays.</param>
/// <param name="Contents">What stood there when this kernel looked.</param>
public sealed record IncomingHandover(PhysicalAddress Tree, HandoverTree Contents);
