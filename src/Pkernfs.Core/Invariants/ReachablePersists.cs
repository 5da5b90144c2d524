using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>Whatever a carried device's requests pass through, and end in, must be memory that a kexec leaves alone.</summary>
public sealed class ReachablePersists : Invariant
{
    public override string Id => "reachable-persists";

    public override int Order => 1;

    public override string Title => "All that a carried device reaches persists";

    public override string Explanation =>
        "Root table, context table and second-stage tables that a carried device's requests pass through must lie in page-table files of pkernfs, and the pages that they end in must be data of a regular file: everything else is ordinary RAM, "
        + "which the next kernel gives to whoever asks first. Claimed from the shutdown for kexec until the next kernel has a domain for the function, and before and after that while the unit's root table and the device's top table are in pkernfs: a device that is not handed over yet, or was moved back, needs nothing that persists.";

    public override string Source => "RFC 07/18, 09/18, 12/18";

    public override bool AppliesTo(LiveUpdatePlan plan) => Approaches.Of(plan).UsesRegion(plan);

    public override IEnumerable<Violation> Check(InvariantScope scope) =>
        scope.CarriedFunctions.Where(function => IsClaimed(scope, function)).SelectMany(function => CheckFunction(scope, function));

    private static bool IsClaimed(InvariantScope scope, PciAddress function)
    {
        if (scope.ContextOf(function) is not { } entry) return false;
        var domain = scope.Kernel?.Iommu.DomainOf(function);
        if (scope.HasJumped ? domain is null : scope.Step.Phase == Phase.Kexec) return true;
        // The running kernel's own tables may be where they like, while they are.
        bool inRegion = entry.TranslationType != TranslationType.PassThrough && IsInRegion(scope, entry.SecondStageTable);
        return scope.HasJumped ? inRegion || (entry.TranslationType != TranslationType.PassThrough && domain!.Root.Table != entry.SecondStageTable)
            : inRegion && IsInRegion(scope, scope.Platform.Unit.RootTable);
    }

    private static bool IsInRegion(InvariantScope scope, PhysicalAddress table) => scope.Region?.Contains(table) == true;

    private static IEnumerable<Violation> CheckFunction(InvariantScope scope, PciAddress function)
    {
        var unit = scope.Platform.Unit;
        if (scope.Medium is not { } medium)
        {
            yield return new($"{function} translates, but there is no pkernfs for its tables to be in.", scope.ContextBytes(function), function);
            yield break;
        }
        // A root table that the running kernel made itself is where it likes to have it.
        bool ownRoot = scope.HasJumped && scope.Kernel is { } kernel && kernel.Iommu.RootTable == unit.RootTable && kernel.Pages.At(unit.RootTable) is not null;
        if (!ownRoot && medium.TablesAt(unit.RootTable) is null)
            yield return new($"The root table at {unit.RootTable} is in no page-table file: {scope.OwnerWords(unit.RootTable)}.", new(unit.RootTable, ByteCount.Page), function);
        if (!ownRoot && RootEntry.TryRead(scope.Memory, unit.RootTable, function.Bus, out var root) && medium.TablesAt(root.ContextTable) is null)
        {
            yield return new(
                $"The context table of bus {function.Bus:x2} at {root.ContextTable} is in no page-table file: {scope.OwnerWords(root.ContextTable)}.",
                new(VtdTable.EntryAddress(unit.RootTable, function.Bus), new(VtdTable.EntrySize)),
                function);
        }
        if (scope.TranslatingEntry(function) is not { } entry)
        {
            if (scope.Reach(function).Length > 0)
                yield return new($"{function} passes through untranslated, so it reaches memory that does not persist.", scope.ContextBytes(function), function);
            yield break;
        }
        var tree = scope.Tree(entry.SecondStageRoot);
        bool allInFiles = tree.Pages.All(run => !Coverage.Outside(run, medium.Tables).Any());
        foreach (var table in allInFiles ? [] : tree.Tables)
        {
            if (medium.TablesAt(table.Address) is not null) continue;
            var bytes = table.EntryAddress is { } at ? new PhysicalRange(at, new(PageTableGeometry.EntrySize)) : scope.ContextBytes(function);
            yield return new($"The level {table.Level} table of {function} at {table.Address} is in no page-table file: {scope.OwnerWords(table.Address)}.", bytes, function);
        }
        foreach (var run in scope.Reach(function))
        {
            foreach (var piece in Coverage.Outside(new PhysicalRange(run.Output, run.Length), medium.Data))
            {
                var iova = run.Input + (piece.Start - run.Output);
                yield return new(
                    $"{function} reaches {piece} at IOVA {iova}, which is no data of a pkernfs file: {scope.OwnerWords(piece.Start)}.",
                    scope.DecidingEntry(function, iova),
                    function);
            }
        }
    }
}
