using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>(d) Every physical address in the handover's data begins a preserved block.</summary>
public sealed class PointersHandedOver : Invariant
{
    public override string Id => "pointers-handed-over";

    public override int Order => 24;

    public override string Title => "Every pointer leads to what is handed over";

    public override string Explanation =>
        "The next kernel takes memory over by the address that some record gives, and only where a preserved block begins exactly there: else it is refused, or somebody else's memory is taken for a record. Claimed from when reboot() has frozen what is handed over until the next kernel has walked the record of it.";

    public override string Source => "KHO, kho_restore";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.HandsOver;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Handover is not { } handover) yield break;
        foreach (var pointer in handover.Pointers)
        {
            if (!handover.IsBlock(pointer.Target)) yield return new($"{pointer.Words} leads to {pointer.Target}, where no preserved block begins.", pointer.Bytes);
        }
    }
}
