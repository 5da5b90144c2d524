using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>U1: what user space hands in is no page-table file.</summary>
public sealed class GarbageDescriptor : Fault
{
    public override string Id => "garbage-descriptor";

    public override int Order => 210;

    public override string Number => "U1";

    public override string Title => "A garbage file descriptor is handed over";

    public override string Description => "The VMM gives the container a descriptor of something else: of the guest RAM file, and of a file whose inode number is past the inode store. The posted check looks flags up by inode number, on whatever file system the descriptor is.";

    public override string Source => "RFC 12/18, 13/18; Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "EBADF where the type is tested. Where the test is the posted one every file passes, and a file's mappings are taken for page tables.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel: { Panic: null } kernel, Vmm.Container: { } id } && Targets.Medium(site.Machine) is not null
        && kernel.Containers.FirstOrDefault(container => container.Id == id) is { DomainId: null };

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Container is not { } container)
        {
            operation.Say("The VMM has no container to hand anything over to.");
            return;
        }
        var vfio = new VfioDriver(kernel);
        operation.Report(vfio.SetPersistentTables(container, new(PkernfsLayout.MaxInode + 1)));
        if (Targets.GuestRam(Targets.Medium(kernel), operation.Plan) is { } file) operation.Report(vfio.SetPersistentTables(container, file.Number));
    });
}
