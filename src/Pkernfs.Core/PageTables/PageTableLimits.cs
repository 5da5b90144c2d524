namespace Pkernfs.Core.PageTables;

/// <summary>What the machine at hand allows in its page tables.</summary>
/// <param name="OutputWidth">Bits of physical address: the host address width of a remapping unit, MAXPHYADDR of a CPU; 32 to 52.</param>
/// <param name="Leaf2MiB">Level-2 leaves exist (CAP.SLLPS bit 34; every x86-64 CPU).</param>
/// <param name="Leaf1GiB">Level-3 leaves exist (CAP.SLLPS bit 35; CPUID's pdpe1gb).</param>
/// <param name="SnoopControl">Second stage only: the SNP bit is legal in leaves (ECAP.SC).</param>
/// <param name="TransientMapping">Second stage only: the TM bit is legal in leaves (ECAP.DT).</param>
/// <param name="InputWidth">Second stage only: bits of IOVA that the unit takes whatever the levels reach (CAP.MGAW).</param>
public sealed record PageTableLimits(
    int OutputWidth,
    bool Leaf2MiB,
    bool Leaf1GiB,
    bool SnoopControl = false,
    bool TransientMapping = false,
    int InputWidth = 64)
{
    /// <summary>The bits of an entry that can hold a page's address: [OutputWidth-1:12].</summary>
    public ulong AddressMask { get; } = (1UL << OutputWidth) - (1UL << PageTableGeometry.PageShift);

    /// <summary>Address bits that this machine does not have: [51:OutputWidth].</summary>
    public ulong MissingAddressBits { get; } = (1UL << PageTableGeometry.WidestOutput) - (1UL << OutputWidth);

    /// <summary>True when an entry of that level may be a leaf here.</summary>
    public bool AllowsLeaf(int level) => level switch
    {
        1 => true,
        2 => Leaf2MiB,
        3 => Leaf1GiB,
        _ => false,
    };
}
