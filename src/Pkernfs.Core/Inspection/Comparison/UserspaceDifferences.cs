using System.Globalization;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>The VMM: which process it is, what it maps where, what the guest's vCPUs do.</summary>
internal static class UserspaceDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right)
    {
        foreach (string guest in left.Machine.Vmms.Concat(right.Machine.Vmms).Select(vmm => vmm.Guest).Distinct())
        {
            foreach (var difference in Of(guest, left, right)) yield return difference;
        }
    }

    private static IEnumerable<Difference?> Of(string guest, ComparedMoment left, ComparedMoment right)
    {
        string of = guest.Length == 0 ? "" : $" of {guest}";
        Difference? Told(string what, ComparedMoment one, ComparedMoment other, Func<VmmProcess, string?> words, DifferenceKind otherwise = DifferenceKind.Changed) =>
            Difference.Between(
                DifferenceTopic.Userspace, OwnerClass.Vmm, what,
                ProcessOf(one, guest) is { } was ? words(was) : null, ProcessOf(other, guest) is { } now ? words(now) : null, otherwise: otherwise);

        yield return Told("VMM" + of, left, right, vmm => string.Create(CultureInfo.InvariantCulture, $"pid {vmm.Pid}, {vmm.Binary}"));
        yield return Told("vCPUs" + of, left, right, vmm => vmm.Processors.IsEmpty ? null
            : string.Create(CultureInfo.InvariantCulture, $"{vmm.Processors.Length} {(vmm.GuestRuns ? "running" : "paused")}"));
        foreach (string name in Names(left, guest).Union(Names(right, guest)).Order(StringComparer.Ordinal))
        {
            yield return Told($"VMM's mapping of {name}", left, right, vmm => vmm.Memory.Mappings.FirstOrDefault(mapping => mapping.Name == name) is { } mapping
                ? $"{mapping.Range.Start}, {mapping.Range.Length}" : null, DifferenceKind.Moved);
        }
    }

    private static VmmProcess? ProcessOf(ComparedMoment side, string guest) => side.Machine.Vmms.FirstOrDefault(vmm => vmm.Guest == guest);

    private static IEnumerable<string> Names(ComparedMoment side, string guest) => ProcessOf(side, guest)?.Memory.Mappings.Select(mapping => mapping.Name) ?? [];
}
