namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>U3: memory that is not the caller's.</summary>
public sealed class ForeignRange : Fault
{
    private static readonly Iova Elsewhere = new(0x40_0000_0000);

    public override string Id => "foreign-range";

    public override int Order => 230;

    public override string Number => "U3";

    public override string Title => "Memory of somebody else is mapped";

    public override string Description => "The VMM asks for DMA mappings of kernel addresses and of addresses that it has nothing at.";

    public override string Source => "Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "EFAULT: VFIO finds frames through the caller's own page tables, with LIVE_UPDATE too.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && DmaCalls.CanMap(site.Machine);

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        foreach (var address in (VirtualAddress[])[new(0xffff888000000000), new(0x1000)])
            DmaCalls.TryMap(operation, kernel, vmm, new(Elsewhere, ByteCount.FromMiB(2)), address, entriesKept: true);
    });
}
