using System.Collections.Immutable;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What a mapping of a run of guest RAM is given: bus address, size, and where the run begins in the RAM file.</summary>
internal static class SlotArguments
{
    private const string Bus = "iova", Length = "size", Start = "offset";

    public static ImmutableArray<StepArgument> Of(MemorySlot slot) =>
    [
        StepArgument.Address(Bus, slot.Iova.Start.Value, "the first bus address"),
        StepArgument.Size(Length, slot.Iova.Length.Value, "how much is mapped"),
        StepArgument.Address(Start, slot.Offset.Value, "where it begins in guest RAM"),
    ];

    /// <summary>The runs of RAM of a plan's guests that are to be mapped for a device, those of one name together: each kind is one step over all guests that have it.</summary>
    public static IEnumerable<IGrouping<string, (GuestPlan Guest, MemorySlot Slot)>> ByName(LiveUpdatePlan plan) =>
        plan.Guests.Where(plan.HasDevices).SelectMany(guest => plan.LayoutOf(guest).Slots.Select(slot => (Guest: guest, Slot: slot))).GroupBy(entry => entry.Slot.Name);

    /// <summary>"[0x0, 0xa0000)"; where guests differ, from where on.</summary>
    public static string Words(IEnumerable<(GuestPlan Guest, MemorySlot Slot)> slots)
    {
        var ranges = slots.Select(entry => entry.Slot.Iova).Distinct().ToArray();
        return ranges.Length == 1 ? $"[{ranges[0].Start}, {ranges[0].End})" : $"each guest's memory from {ranges[0].Start} on";
    }

    public static IovaRange Range(Operation operation) => new(new(operation.Argument(Bus).Number), new(operation.Argument(Length).Number));

    public static ByteCount Offset(Operation operation) => new(operation.Argument(Start).Number);

    /// <summary>Where the run begins in the VMM's address space. An offset that wraps around gives an address that wraps around, as it would in the process.</summary>
    public static VirtualAddress Virtual(Operation operation, VmmProcess process) => new(unchecked(process.GuestRam.Start.Value + Offset(operation).Value));
}
