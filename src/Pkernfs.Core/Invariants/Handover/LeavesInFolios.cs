using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>(c) Every page that a carried device reaches is in a folio of a memfd, or in a named region, that is handed over.</summary>
public sealed class LeavesInFolios : Invariant
{
    public override string Id => "leaves-in-folios";

    public override int Order => 23;

    public override string Title => "A carried device reaches folios that are handed over";

    public override string Explanation =>
        "Tables are handed over page by page, but not what they map: that is the matter of memfds, or of a region with a name. A leaf to a page that neither has leads to free memory in the next kernel. Claimed from when reboot() has frozen what is handed over until the next kernel has walked the record of it.";

    public override string Source => "LUO, memfd preservation";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.Approach == KhoApproach.Name;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Handover is not { } handover) yield break;
        var folios = handover.Folios;
        foreach (var function in scope.CarriedFunctions)
        {
            foreach (var run in scope.Reach(function))
            {
                foreach (var piece in Coverage.Outside(new PhysicalRange(run.Output, run.Length), folios))
                {
                    var iova = run.Input + (piece.Start - run.Output);
                    yield return new($"{function} reaches {piece} at IOVA {iova}, which no handed-over memfd or region has.", scope.DecidingEntry(function, iova), function);
                }
            }
        }
    }
}
