using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K3: a memfd that is to be handed over changes its folios.</summary>
public sealed class ResizeMemoryFile : Fault
{
    public override string Id => "resize-memory-file";

    public override int Order => 330;

    public override string Number => "K3";

    public override string Title => "The guest's memfd gets other folios";

    public override string Description => "Somebody punches the guest's memfd and fills it again, so that it has other folios than its mappings and the device's tables.";

    public override string Source => "memfd preservation; kexec list, 2025-September";

    public override string Expectation => "EBUSY: a memfd for DMA is sealed when it is made, and one that is preserved is frozen until the session ends.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Find(site.Machine.Kernel!, site.Plan) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Find(kernel.State, operation.Plan) is not { } file) operation.Say("There is no memfd with guest RAM.");
        else operation.Report(new MemoryFileDriver(kernel).Allocate(file.Id, file.Size, OwnerClass.GuestRam));
    });

    private static MemoryFile? Find(KernelState kernel, LiveUpdatePlan plan) => kernel.MemoryFiles.LastOrDefault(file => file.Name == plan.Guest.RamFile && !file.Folios.IsEmpty);
}
