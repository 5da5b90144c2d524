using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

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

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel: { Panic: null } kernel, Vmm.Container: { } id }
        && kernel.Containers.FirstOrDefault(container => container.Id == id) is { DomainId: not null, Mappings.IsEmpty: false };

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Container is not { } container)
        {
            operation.Say("The VMM has no container to map in.");
            return;
        }
        const uint flags = VfioContainer.FlagRead | VfioContainer.FlagWrite;
        var vfio = new VfioDriver(kernel);
        var slot = operation.Guest.Slots[0];
        uint live = kernel.State.CommandLine.LiveUpdate ? VfioContainer.FlagLiveUpdate : 0;
        operation.Report(vfio.MapDma(container, vmm.Process.Memory, new(slot.Iova.Start + ByteCount.Page, slot.Iova.Length - ByteCount.Page), vmm.Process.GuestRam.Start, flags | live));
        operation.Report(vfio.MapDma(container, vmm.Process.Memory, new(new(ulong.MaxValue - 0xfff), ByteCount.Page * 2), vmm.Process.GuestRam.Start, flags | live));
    });
}
