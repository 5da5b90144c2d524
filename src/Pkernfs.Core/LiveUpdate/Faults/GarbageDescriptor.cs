using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>U1: what user space hands in is no page-table file.</summary>
public sealed class GarbageDescriptor : Fault
{
    public override string Id => "garbage-descriptor";

    public override int Order => 210;

    public override string Number => "U1";

    public override string Title => "A garbage file descriptor is handed over";

    public override string Description => "The VMM gives the container a descriptor of something else: of the guest RAM file, and of a file whose inode number is past the inode store. The posted check looks flags up by inode number, on whatever file system the descriptor is. Of an iommufd it names objects that are not there, and a device where a page table is wanted.";

    public override string Source => "RFC 12/18, 13/18; Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "EBADF or ENOENT where the type is tested. Where the test is the posted one every file passes, and a file's mappings are taken for page tables.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && site.Machine is { Kernel: { } kernel, Vmm: { } vmm }
        && (vmm.Iommufd is not null || (Targets.Medium(site.Machine) is not null && kernel.Containers.Any(container => container.Id == vmm.Container && container.DomainId is null)));


    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Iommufd is { } handles)
        {
            // An object's number stands for a descriptor here: one that nothing has, and the device's own where a table is wanted.
            var iommufd = new IommufdDriver(kernel);
            operation.Report(iommufd.Map(handles.Context, int.MaxValue, vmm.Process.Memory, operation.Guest.Slots[0].Iova, vmm.Process.GuestRam.Start, AccessRights.ReadWrite));
            operation.Report(iommufd.Replace(handles.Context, handles.Device, handles.Device));
        }
        else if (vmm.Process.Container is { } container)
        {
            var vfio = new VfioDriver(kernel);
            operation.Report(vfio.SetPersistentTables(container, new(PkernfsLayout.MaxInode + 1)));
            if (Targets.GuestRam(Targets.Medium(kernel), operation.Plan) is { } file) operation.Report(vfio.SetPersistentTables(container, file.Number));
        }
        else
        {
            operation.Say("The VMM has nothing open to hand anything over to.");
        }
    });
}
