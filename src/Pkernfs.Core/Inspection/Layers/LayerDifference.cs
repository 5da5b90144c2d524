using System.Collections.Immutable;

namespace Pkernfs.Core.Inspection.Layers;

/// <summary>Two accounts of the same memory that differ.</summary>
public enum LayerDifferenceKind
{
    /// <summary>Tables let a device reach more, or less, than VFIO's records say is mapped.</summary>
    ReachAgainstRecords,

    /// <summary>Memory without an owner that a device reaches.</summary>
    ReachWithoutOwner,

    /// <summary>Hardware translates for a function that this kernel has no domain for.</summary>
    NoDomain,

    /// <summary>A context entry's domain id is another than the kernel's for that function.</summary>
    DomainId,

    /// <summary>The unit uses another root table than the kernel's.</summary>
    RootTable,

    /// <summary>pkernfs' bytes contradict each other: its bitmap against its owners, most of all.</summary>
    Medium,
}

/// <summary>A place where two accounts of memory differ.</summary>
/// <param name="Sentence">Who says what.</param>
/// <param name="Ranges">The memory concerned, by address.</param>
public sealed record LayerDifference(LayerDifferenceKind Kind, string Sentence, ImmutableArray<PhysicalRange> Ranges);
