using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>(e) A device object has the domain id that its context entry has.</summary>
public sealed class DomainIdsAgree : Invariant
{
    public override string Id => "domain-ids-agree";

    public override int Order => 25;

    public override string Title => "Entry and device object have one domain id";

    public override string Explanation =>
        "The unit tags what it remembers with the context entry's domain id; the next kernel takes the device object's id out of its allocator and invalidates by it. Were they two, stale translations would stay, and the entry's id would go to another domain. Claimed from when reboot() has frozen what is handed over until the next kernel has walked the record of it.";

    public override string Source => "VT-d live update, proposed";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.Approach == KhoApproach.Name;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        foreach (var (place, record) in scope.Handover?.Devices ?? [])
        {
            var function = PciAddress.FromSourceId(record.SourceId);
            if (scope.ContextOf(function) is { } entry && entry.DomainId != record.AttachmentId)
                yield return new($"The context entry of {function} has domain id {entry.DomainId}, its device object at {place} has {record.AttachmentId}.", new(place + new ByteCount(16), new(8)), function);
        }
    }
}
