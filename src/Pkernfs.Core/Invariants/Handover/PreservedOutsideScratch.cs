using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>(a) Nothing that is handed over lies in scratch.</summary>
public sealed class PreservedOutsideScratch : Invariant
{
    public override string Id => "preserved-outside-scratch";

    public override int Order => 21;

    public override string Title => "Nothing handed over lies in scratch";

    public override string Explanation =>
        "The next kernel boots in the scratch areas and looks at nothing before it writes there, so no preserved block may touch one. Claimed from when reboot() has frozen what is handed over until the next kernel has walked the record of it.";

    public override string Source => "KHO, mm/kho";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.HandsOver;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Handover is not { } handover) yield break;
        foreach (var problem in handover.Problems) yield return problem;
        foreach (var area in scope.Scratch)
        {
            foreach (var range in Coverage.Inside(area, handover.Preserved)) yield return new($"{range} is to be handed over, and lies in the scratch area {area}.", range);
        }
    }
}
