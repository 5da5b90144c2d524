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

    public static IovaRange Range(Operation operation) => new(new(operation.Argument(Bus).Number), new(operation.Argument(Length).Number));

    public static ByteCount Offset(Operation operation) => new(operation.Argument(Start).Number);

    /// <summary>Where the run begins in the VMM's address space. An offset that wraps around gives an address that wraps around, as it would in the process.</summary>
    public static VirtualAddress Virtual(Operation operation, VmmProcess process) => new(unchecked(process.GuestRam.Start.Value + Offset(operation).Value));
}
