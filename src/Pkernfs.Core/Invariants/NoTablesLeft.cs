using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>Where a fixed domain carries a device, nothing of it stays behind once the switch is made.</summary>
public sealed class NoTablesLeft : Invariant
{
    public override string Id => "no-tables-left";

    public override int Order => 7;

    public override string Title => "No page-table file outlives the switch";

    public override string Explanation =>
        "A fixed domain is a copy for the time of the update alone: once the device translates through a normal domain in ordinary memory again, its pages in the persistent region are given back, so that nothing special is left running. Claimed from the end of the finishing steps on, for the approach that saves and restores, unless the switch was refused.";

    public override string Source => "RFC 00/18, replies";

    public override bool AppliesTo(LiveUpdatePlan plan) => plan.Approach == SaveRestoreApproach.Name;

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Step.Phase < Phase.Resumed || scope.Medium is not { } medium) yield break;
        // A switch that was refused leaves the temporary domain in force, and its tables where they must be.
        if (scope.CarriedFunctions.Any(function => scope.Kernel?.Iommu.DomainOf(function) is { IsSealed: true })) yield break;
        var root = scope.Platform.Unit.RootTable;
        if (medium.Reader.Region.Contains(root)) yield return new($"The unit still walks the root table at {root}, in pkernfs.", new(root, ByteCount.Page));
        foreach (var owner in medium.Owners.Where(owner => MediumReading.HoldsTables(owner.Use)))
        {
            yield return new(
                $"Block {owner.Block} still belongs to the page-table file {owner.Path}, though every device was switched to ordinary memory.",
                medium.Reader.InodeBytes(owner.Inode));
        }
    }
}
