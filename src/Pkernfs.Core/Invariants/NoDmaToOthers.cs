using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>No device reaches memory that is free, or that somebody has who never gave it to that device.</summary>
public sealed class NoDmaToOthers : Invariant
{
    public override string Id => "no-dma-to-others";

    public override int Order => 12;

    public override string Title => "No DMA to free or reused memory";

    public override string Explanation =>
        "Memory that changed hands while a device still reaches it is the worst that a live update can do: the device writes into a kernel's or another guest's data, and nothing faults. A host's device may reach the buffers that its driver gave it, while they are allocated; a carried one its guest's RAM; nothing else. "
        + "Tables, and what context cache and IOTLB still remember, both count. Claimed at every moment, for every function whose bus mastering is on: those that run, and those that merely could.";

    public override string Source => "RFC 10/18, 17/18";

    public override IEnumerable<Violation> Check(InvariantScope scope) =>
        scope.Platform.Functions.Values.Where(function => function.BusMaster).SelectMany(function => CheckFunction(scope, function));

    private static IEnumerable<Violation> CheckFunction(InvariantScope scope, PciFunction function)
    {
        string who = function.Running ? $"{function.Address} runs" : $"{function.Address} does not run, but could";
        if (!scope.Platform.Unit.TranslationEnabled)
        {
            yield return new($"{who}, and translation is off: it reaches all memory.", null, function.Address);
            yield break;
        }
        if (scope.EffectiveContext(function.Address) is not { } context) yield break;
        var allowed = Allowed(scope, function.Address);
        var runs = scope.ContextOf(function.Address) == context || context.TranslationType == TranslationType.PassThrough
            ? scope.Reach(function.Address) : scope.Tree(context.SecondStageRoot).Runs;
        foreach (var run in runs)
        {
            foreach (var piece in Coverage.Outside(new PhysicalRange(run.Output, run.Length), allowed))
            {
                foreach (var (range, words) in scope.Owned(piece))
                {
                    var iova = run.Input + (range.Start - run.Output);
                    yield return new($"{who} and reaches {range} at IOVA {iova}, not its own: {words}.", scope.DecidingEntry(function.Address, iova), function.Address);
                }
            }
        }
        foreach (var cached in scope.Platform.Unit.Iotlb)
        {
            if (cached.DomainId != context.DomainId || cached.Refusal != FaultReason.None) continue;
            foreach (var range in Coverage.Outside(new PhysicalRange(cached.Output, cached.PageSize), allowed))
                yield return new($"{who}, and the unit remembers IOVA {cached.Input} of its domain {cached.DomainId} as {range}, not its own: {scope.OwnerWords(range.Start)}.", range, function.Address);
        }
    }

    /// <summary>What a function may reach: a carried one its guest's RAM, any one the buffers that it was given and that are still allocated.</summary>
    private static ImmutableArray<PhysicalRange> Allowed(InvariantScope scope, PciAddress function)
    {
        var allowed = scope.Platform.Ledger.Contracts
            .Where(contract => contract.Device == function && contract.Active)
            .SelectMany(contract => Coverage.Inside(new PhysicalRange(contract.Memory, contract.Bus.Length), scope.Allocated));
        return Coverage.Join(scope.IsCarried(function) ? allowed.Concat(scope.GuestMemoryOf(function)) : allowed);
    }
}
