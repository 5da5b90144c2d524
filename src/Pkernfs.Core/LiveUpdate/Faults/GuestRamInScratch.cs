using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K10: a movable page in scratch is handed over.</summary>
public sealed class GuestRamInScratch : Fault
{
    public override string Id => "guest-ram-in-scratch";

    public override int Order => 400;

    public override string Number => "K10";

    public override string Title => "Guest RAM lies in scratch";

    public override string Description => "A memfd's folios are movable, so one may stand in scratch until it is pinned for long and moved out. Here the first large folio of guest RAM is not moved out, and the kernel is built without CONFIG_KEXEC_HANDOVER_DEBUG: nobody looks whether what is to be handed over is in scratch.";

    public override string Source => "review of Kexec HandOver and LUO, 2026";

    public override string Expectation => "No call is refused. The next kernel is copied over the folio or boots in it, reserves it a second time, and the guest gets it back as if it were its own. With the debug option it is EINVAL when the memfd is put into the session.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && site.Machine.Kernel is { Handover: not null } kernel && Find(kernel, site.Plan) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Find(kernel.State, operation.Plan) is not { } file)
        {
            operation.Say("There is no memfd with guest RAM that nobody uses yet and that has a large folio.");
            return;
        }
        var folio = file.Folios.First(folio => folio.Order > 0);
        var length = folio.Block.Length;
        var area = kernel.State.Scratch.Max();
        if (!kernel.State.Pages.TryTopDown(length, length, area.End, out var place, movable: true) || !area.Contains(place) || !kernel.TryTake(place, OwnerClass.GuestRam, file.Name))
        {
            operation.Say("Scratch has no room for the folio.");
            return;
        }
        kernel.Memory.TryCopyFrames(folio.Address, place);
        kernel.Free(folio.Address);
        new MemoryFileDriver(kernel).Replace(file.Id, folio, folio with { Address = place.Start });
        kernel.State = kernel.State with { ChecksScratch = false };
        operation.Say($"Page {folio.Index} of {file.Name} on is at {place}, in scratch.");
    });

    /// <summary>The memfd, while no process maps it and no device uses it: later its place is in page tables.</summary>
    private static MemoryFile? Find(KernelState kernel, LiveUpdatePlan plan) =>
        kernel is { Iommufds.IsEmpty: true, Scratch.IsEmpty: false, Incoming: null } && kernel.Pages.Allocations.All(allocation => allocation.Kind != OwnerClass.Vmm)
            ? kernel.MemoryFiles.LastOrDefault(file => file.Name == plan.Guest.RamFile && !file.Frozen && file.Folios.Any(folio => folio.Order > 0))
            : null;
}
