using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>What the unit does for a carried device does not change while no kernel answers for it, whatever it remembers or forgets.</summary>
public sealed class EqualAcrossJump : Invariant
{
    public override string Id => "equal-across-jump";

    public override int Order => 14;

    public override string Title => "Translation is equal across the jump";

    public override string Explanation =>
        "Between the kernels, and until the next one has a domain for the device again, nobody maps, unmaps or invalidates for it. So what the unit does with its root pointer and the tables must be what it did when the first kernel ended, and what context cache and IOTLB remember must be what memory says: "
        + "else the flush that goes with the root pointer would change the translation under a running device. Claimed from the jump until the running kernel has a domain for the function in which mappings may change: a temporary one counts as none.";

    public override string Source => "RFC 09/18 to 11/18";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.BeforeJump is not { } before) yield break;
        foreach (var function in scope.CarriedFunctions)
        {
            if (scope.Kernel?.Iommu.DomainOf(function) is { IsSealed: false }) continue;
            foreach (var difference in TranslationDifference.Between(scope.Other(before).Reach(function), scope.Reach(function)))
                yield return new($"{function}: {difference.Words} since the first kernel ended.", scope.DecidingEntry(function, difference.Range.Start) ?? scope.ContextBytes(function), function);
            foreach (var violation in Remembered(scope, function)) yield return violation;
        }
    }

    private static IEnumerable<Violation> Remembered(InvariantScope scope, PciAddress function)
    {
        if (scope.EffectiveContext(function) is not { } context) yield break;
        if (scope.ContextOf(function) is { } entry ? entry != context : true)
            yield return new($"The unit remembers another context entry of {function} than memory has.", scope.ContextBytes(function), function);
        foreach (var cached in scope.Platform.Unit.Iotlb)
        {
            if (cached.DomainId != context.DomainId || cached.Refusal != FaultReason.None) continue;
            var walk = scope.Platform.Unit.Walk(scope.Memory, function, cached.Input, PageTables.AccessKind.Read);
            if (walk.ReachesMemory && walk.Physical == cached.Output && walk.Rights == cached.Rights) continue;
            yield return new(
                $"The unit remembers IOVA {cached.Input} of domain {cached.DomainId} as {cached.Output}; the tables {(walk.ReachesMemory ? $"say {walk.Physical}" : "refuse it")}.",
                scope.DecidingEntry(function, cached.Input),
                function);
        }
    }
}
