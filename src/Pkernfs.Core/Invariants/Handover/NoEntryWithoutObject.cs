using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>(g) After the shutdown a context entry is present only where a device object is handed over.</summary>
public sealed class NoEntryWithoutObject : Invariant
{
    public override string Id => "no-entry-without-object";

    public override int Order => 27;

    public override string Title => "No context entry without a device object";

    public override string Explanation =>
        "The shutdown clears the context entry of every function that is not handed over. One that stays lets a function into memory that the next kernel gives away, and no domain will ever be made for it. Claimed from the jump until the next kernel has walked the record of what was handed over.";

    public override string Source => "VT-d live update, proposed";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.Approach == KhoApproach.Name;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (!scope.HasJumped || scope.Handover is not { } handover || !scope.Platform.Unit.TranslationEnabled) yield break;
        var known = handover.Devices.Select(device => device.Record.SourceId).ToHashSet();
        for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
        {
            if (scope.ContextTableOf((byte)bus) is not { } table) continue;
            for (int devFn = 0; devFn < VtdTable.EntriesPerTable; devFn++)
            {
                var function = PciAddress.FromSourceId((ushort)((bus << 8) | devFn));
                if (known.Contains(function.SourceId) || !ContextEntry.TryRead(scope.Memory, table, (byte)devFn, out var entry) || !entry.Present) continue;
                yield return new($"The context entry of {function} is present, and no device object of it is handed over.", scope.ContextBytes(function), function);
            }
        }
    }
}
