using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>Once contexts are zapped, carried devices go on and no other does.</summary>
public sealed class OnlyCarriedDma : Invariant
{
    public override string Id => "only-carried-dma";

    public override int Order => 6;

    public override string Title => "After the zap only carried devices do DMA";

    public override string Explanation =>
        "Bus mastering stays on for every function, so only the cleared context entries keep the host's devices out of memory that is about to change hands; and a carried device must not be refused a single access, or the guest's I/O is lost. "
        + "Claimed for the host's functions from the jump until the running kernel gives each a domain again, and for carried ones from the shutdown for kexec until the restore is over. A function whose bus mastering is off does no DMA.";

    public override string Source => "RFC 10/18, 17/18";

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        foreach (var function in scope.Platform.Functions.Values)
        {
            var violation = scope.IsCarried(function.Address) ? Refused(scope, function.Address) : NotRefused(scope, function);
            if (violation is not null) yield return violation;
        }
    }

    private static Violation? Refused(InvariantScope scope, PciAddress function)
    {
        if (!scope.IsInUpdate || !scope.Step.DmaByDevice.TryGetValue(function, out var dma) || dma is not { Counts.Faults: > 0, LastFault: { } fault }) return null;
        return new(
            $"{function} was refused {dma.Counts.Faults} of {dma.Counts.Reads + dma.Counts.Writes} accesses in this step, the last at IOVA {fault.Iova}: {FaultReasons.Describe(fault.Reason)}.",
            scope.DecidingEntry(function, fault.Iova) ?? scope.ContextBytes(function),
            function);
    }

    private static Violation? NotRefused(InvariantScope scope, PciFunction function)
    {
        if (!scope.HasJumped || scope.Step.Phase >= Phase.Resumed || !function.BusMaster || scope.Kernel?.Iommu.DomainOf(function.Address) is not null) return null;
        string who = function.Running ? $"{function.Address} runs" : $"{function.Address} could run";
        if (!scope.Platform.Unit.TranslationEnabled) return new($"{who}, and translation is off: it reaches all memory.", null, function.Address);
        if (scope.EffectiveContext(function.Address) is not { } context) return null;
        string remembered = scope.ContextOf(function.Address) is null ? " that the unit still remembers" : "";
        return new(
            $"{who} and has a present context entry{remembered}, with domain id {context.DomainId}: no kernel answers for what it reaches.",
            scope.ContextBytes(function.Address),
            function.Address);
    }
}
