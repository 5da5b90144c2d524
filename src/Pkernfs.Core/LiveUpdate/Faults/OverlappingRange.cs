namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>U2: ranges that overlap, and one that wraps around.</summary>
public sealed class OverlappingRange : Fault
{
    public override string Id => "overlapping-range";

    public override int Order => 220;

    public override string Number => "U2";

    public override string Title => "Overlapping and endless ranges are mapped";

    public override string Description => "The VMM maps again what is mapped, shifted by a page, and then a range that goes on past the last bus address.";

    public override string Source => "Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "EEXIST and EINVAL: VFIO holds a request against its own records. Against entries that no record knows it holds nothing.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && DmaCalls.HasMapped(site.Machine);

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        var (slot, from) = (operation.Guest.Slots[0].Iova, vmm.Process.GuestRam.Start);
        foreach (var range in (IovaRange[])[new(slot.Start + ByteCount.Page, slot.Length - ByteCount.Page), new(new(ulong.MaxValue - 0xfff), ByteCount.Page * 2)])
            DmaCalls.TryMap(operation, kernel, vmm, range, from, entriesKept: true);
    });
}
