using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F4: the new VMM's mappings are not the ones that hardware has.</summary>
public sealed class RedriveOtherLayout : Fault
{
    /// <summary>How far the new layout is off: no slot of a guest overlaps its neighbour by so little.</summary>
    private static readonly ByteCount Shift = ByteCount.FromMiB(2);

    public override string Id => "redrive-other-layout";

    public override int Order => 40;

    public override string Number => "F4";

    public override string Title => "User space re-drives another layout";

    public override string Description => $"The new VMM is another build, which lays guest memory out differently: it will map the guest's main memory {Shift} further up in bus addresses than the old one did.";

    public override string Source => "Gowans and Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "Where LIVE_UPDATE skips the tables nobody compares: VFIO's records say one thing, the entries that the device goes by another. Where a switch checks that both translate alike, it is refused.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Boot == 2 && site.Phase == Phase.UserspaceRestore && site.Machine is { Kernel.Panic: null, Vmm: { } vmm } && IsDriven(site.Plan) && !IsMapped(site.Machine.Kernel!, vmm);

    public override void Strike(Operation operation) => operation.WithVmm((_, vmm) => operation.Say($"{vmm.Process.Binary} will map memory {Shift} further up."));

    public override StepDefinition Later(StepDefinition step)
    {
        if (step.Boot != 2 || !step.Id.StartsWith("map-memory", StringComparison.Ordinal)) return step;
        var iova = step.Arguments.FirstOrDefault(argument => argument is { Name: "iova", Problem: null });
        if (iova is null || iova.Number > ulong.MaxValue - Shift.Value) return step;
        return step with { Arguments = step.Arguments.Replace(iova, StepArgument.Address(iova.Name, iova.Number + Shift.Value, iova.Meaning)) };
    }

    /// <summary>True where the approach has user space map anything again.</summary>
    private bool IsDriven(LiveUpdatePlan plan) => Approaches.Of(plan).Steps(plan).Any(step => Later(step) != step);

    private static bool IsMapped(KernelState kernel, VmmProcess vmm) =>
        kernel.Containers.Any(container => container.Id == vmm.Container && container.Mappings.Length > 2)
        || kernel.Iommufds.Any(context => context.Id == vmm.Iommufd?.Context && context.Ioases.Any(ioas => ioas.Areas.Length > 2));
}
