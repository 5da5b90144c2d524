using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>A PCI function while several files add to it.</summary>
internal sealed class FunctionDraft(PciAddress address)
{
    // A function's mask is 32 bits until its driver asks for more.
    private const int DefaultDmaMask = 32;

    private readonly SortedDictionary<int, PhysicalRange> _bars = [];

    public PciAddress Address => address;

    public ushort? Vendor { get; set; }

    public ushort? Device { get; set; }

    public uint ClassCode { get; set; }

    public byte Revision { get; set; }

    public int? DmaMaskBits { get; set; }

    public int? IommuGroup { get; set; }

    public string Driver { get; set; } = "";

    /// <summary>The last word on a BAR holds: logs tell it again when the kernel moves one.</summary>
    public void SetBar(int index, PhysicalRange range) => _bars[index] = range;

    public BoardFunction ToFunction(int iommuGroup) => new(
        address, Vendor!.Value, Device!.Value, ClassCode, Revision, DmaMaskBits ?? DefaultDmaMask, iommuGroup, Driver, [.. _bars.Values]);
}
