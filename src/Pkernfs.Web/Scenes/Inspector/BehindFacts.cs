using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>Who stands behind bytes: owner, file, what points to them, and what hardware and software make of them.</summary>
internal static class BehindFacts
{
    public static IEnumerable<InspectorFact> Of(ByteRole role, MomentInspection moment, Step step)
    {
        yield return Owner(role);
        if (moment.FilePlace(role.Range.Start) is { } file) yield return new("File", FormattableString.Invariant($"{file.Path}, offset 0x{file.Offset.Value:x}"));
        if (role.ReachedFrom is { } from) yield return new("Reached from", from);
        if (role.Owner is { ReachableBy: { } device }) yield return new("Reachable by", [new($"{device}, though nobody owns it")], IsBroken: true);
        if (role.Kind == ByteRoleKind.ContextEntry && moment.FunctionOfEntry(role.Range.Start) is { } asked)
        {
            yield return new("Hardware", Hardware(asked, moment, step));
            yield return new("Software", Software(asked, moment));
        }
        else if (role.Owner is { } kept)
        {
            yield return new("At kexec", kept.Persistent ? "stays" : kept.Class == OwnerClass.Free ? "nothing to lose" : "lost: the bytes stay until someone writes there");
        }
    }

    private static InspectorFact Owner(ByteRole role)
    {
        if (role.Owner is not { } owner) return new("Page owner", [new("none", FactLook.Bold)]);
        ImmutableArray<FactWord> words = [new(owner.Label, Select: new Selection.Bytes(owner.Range))];
        return new("Page owner", owner.Former is { } former ? words.Add(new($" was {former}", FactLook.Quiet)) : words, Owner: new(owner.Class, owner.Persistent));
    }

    private static string Hardware(PciAddress asked, MomentInspection moment, Step step)
    {
        if (!moment.Platform.Unit.TranslationEnabled) return "translation is off: the entry is not looked at";
        bool present = TranslationRoots.TryContext(moment.Platform, asked, out _);
        int faults = step.DmaByDevice.GetValueOrDefault(asked)?.Counts.Faults ?? 0;
        return (present ? "translates" : "refuses everything") + $", {faults} faults in this step";
    }

    private static string Software(PciAddress asked, MomentInspection moment)
    {
        if (moment.Kernel is null) return "nobody: no kernel, no domain, no pins";
        if (moment.Kernel.Iommu.DomainOf(asked) is not { } domain) return "no iommu_domain of the running kernel";
        ulong pins = DmaRecords.Behind(moment.Kernel, asked).Aggregate(0UL, (sum, record) => sum + record.PinnedPages);
        return $"{domain.Name}, DID {domain.DomainId}" + (pins > 0 ? $", {pins:N0} pins" : "");
    }
}
