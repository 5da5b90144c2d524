using System.Globalization;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>The VMM: which process it is, what it maps where, what the guest's vCPUs do.</summary>
internal static class UserspaceDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right)
    {
        yield return Told("VMM", left, right, vmm => string.Create(CultureInfo.InvariantCulture, $"pid {vmm.Pid}, {vmm.Binary}"));
        yield return Told("vCPUs", left, right, vmm => vmm.Processors.IsEmpty ? null
            : string.Create(CultureInfo.InvariantCulture, $"{vmm.Processors.Length} {(vmm.GuestRuns ? "running" : "paused")}"));
        foreach (string name in Names(left).Union(Names(right)).Order(StringComparer.Ordinal))
        {
            yield return Told($"VMM's mapping of {name}", left, right, vmm => vmm.Memory.Mappings.FirstOrDefault(mapping => mapping.Name == name) is { } mapping
                ? $"{mapping.Range.Start}, {mapping.Range.Length}" : null, DifferenceKind.Moved);
        }
    }

    private static Difference? Told(string what, ComparedMoment left, ComparedMoment right, Func<VmmProcess, string?> words, DifferenceKind otherwise = DifferenceKind.Changed) =>
        Difference.Between(
            DifferenceTopic.Userspace, OwnerClass.Vmm, what,
            left.Machine.Vmm is { } was ? words(was) : null, right.Machine.Vmm is { } now ? words(now) : null, otherwise: otherwise);

    private static IEnumerable<string> Names(ComparedMoment side) => side.Machine.Vmm?.Memory.Mappings.Select(mapping => mapping.Name) ?? [];
}
