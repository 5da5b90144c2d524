using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>(b) Every table that a carried device's requests pass through is in the record of preserved memory.</summary>
public sealed class ReachableHandedOver : Invariant
{
    public override string Id => "tables-handed-over";

    public override int Order => 22;

    public override string Title => "All tables of a carried device are handed over";

    public override string Explanation =>
        "Hardware goes on walking root table, context table and second-stage tables while the next kernel boots. A page of them that the record of preserved memory does not have becomes free memory there. Claimed from when reboot() has frozen what is handed over until the next kernel has walked the record of it.";

    public override string Source => "KHO; VT-d live update, proposed";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.HandsOver;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Handover is not { } handover) yield break;
        var root = scope.Platform.Unit.RootTable;
        foreach (var function in scope.CarriedFunctions)
        {
            if (scope.TranslatingEntry(function) is not { } entry) continue;
            if (IsMissing(root)) yield return new($"The root table at {root} is not handed over.", new(root, ByteCount.Page), function);
            if (scope.ContextTableOf(function.Bus) is { } context && IsMissing(context))
                yield return new($"The context table of bus {function.Bus:x2} at {context} is not handed over.", new(VtdTable.EntryAddress(root, function.Bus), new(VtdTable.EntrySize)), function);
            foreach (var table in scope.Tree(entry.SecondStageRoot).Tables)
            {
                if (!IsMissing(table.Address)) continue;
                var bytes = table.EntryAddress is { } at ? new PhysicalRange(at, new(PageTableGeometry.EntrySize)) : scope.ContextBytes(function);
                yield return new($"The level {table.Level} table of {function} at {table.Address} is not handed over.", bytes, function);
            }
        }

        bool IsMissing(PhysicalAddress table) => Coverage.Outside(new PhysicalRange(table, ByteCount.Page), handover.Preserved).Any();
    }
}
