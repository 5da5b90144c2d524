namespace Pkernfs.Core.Platform;

/// <summary>A PCI function at one moment: what of its state matters to DMA.</summary>
/// <param name="BusMaster">The Bus Master Enable bit (command register, bit 2): without it no request leaves the function.</param>
/// <param name="Engine">Its DMA engine where a driver programmed one; null after a reset.</param>
public sealed record PciFunction(BoardFunction Description, bool BusMaster, DmaEngine? Engine)
{
    public PciAddress Address => Description.Address;

    /// <summary>True when it issues requests.</summary>
    public bool Running => BusMaster && Engine is not null;
}
