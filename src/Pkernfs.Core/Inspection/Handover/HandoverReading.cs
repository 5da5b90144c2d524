using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection;

/// <summary>A handover as its bytes have it at a moment.</summary>
/// <param name="Memory">Memory as the next reader will find it: between kernels, staged pages where they will be copied to.</param>
/// <param name="Tree">The page of the root tree.</param>
/// <param name="Contents">What stands there; null where it is no such tree.</param>
/// <param name="Map">The record of preserved memory.</param>
/// <param name="Node">Where in the boot parameters' setup_data it is named; zero while only the kernel knows.</param>
/// <param name="Scratch">The scratch areas, and where their array is.</param>
/// <param name="Kept">What is handed over and not taken over yet, or stays where it is by its name, by address.</param>
public sealed record HandoverReading(
    IMemoryView Memory,
    PhysicalAddress Tree,
    HandoverTree? Contents,
    PreservedMap Map,
    PhysicalAddress Node,
    ImmutableArray<PhysicalRange> Scratch,
    PhysicalAddress ScratchArray,
    ImmutableArray<PhysicalRange> Kept)
{
    /// <summary>What of the tree or the record could not be read; null where all could.</summary>
    public string? Problem { get; init; }

    /// <summary>A handover at a place that is known: the tree and the record that it names, and nothing that only kernel or boot parameters tell.</summary>
    /// <param name="tree">The root tree's page, as a debugger would be told.</param>
    public static HandoverReading At(IMemoryView memory, PhysicalAddress tree) => Whole(memory, tree, default, [], default);

    /// <summary>
    /// What one kernel hands to the next: while the old one runs, by its word of where the tree is; between kernels and in early boot by the boot parameters;
    /// after that by the stamps in the new kernel's page structs. Null where nothing is handed over.
    /// </summary>
    public static HandoverReading? Of(MachineState machine)
    {
        var memory = machine.Platform.Memory;
        if (machine.Kernel is { Incoming: { } incoming, PageStructs.IsEmpty: false, Pages.Only.IsEmpty: true } taken && taken.Pages.Allocations.Any(allocation => IsUnclaimed(taken, memory, allocation)))
        {
            var kept = taken.Pages.Allocations.Where(allocation => IsUnclaimed(taken, memory, allocation)).Select(allocation => allocation.Range);
            return new(memory, incoming.Tree, HandoverTree.Read(memory, incoming.Tree, out _), PreservedMap.Empty, default, taken.Scratch, taken.ScratchArray, [.. kept.Concat(taken.NamedRegions.Select(region => region.Range)).Order()]);
        }
        if (machine.Kernel is { Handover: { } outgoing } kernel) return Whole(memory, outgoing.Tree, default, kernel.Scratch, kernel.ScratchArray);
        if (machine.Kernel is { PageStructs.IsEmpty: false } running && (running.Incoming is null || running.Pages.Only.IsEmpty))
            return running.Scratch.IsEmpty ? null : new(memory, default, null, PreservedMap.Empty, default, running.Scratch, running.ScratchArray, []);
        return FromBootParameters(machine);
    }

    private static HandoverReading? FromBootParameters(MachineState machine)
    {
        IMemoryView memory = machine.Platform.Memory;
        var processor = machine.Platform.Processor;
        if (processor.BootParameters == default) return null;
        if (processor.Next != default) memory = new StagedMemory(machine.Platform.Memory, KimageList.Pages(machine.Platform.Memory, processor.InstructionPointer));
        if (BootParameters.Read(memory, processor.BootParameters, out _) is not { } parameters
            || HandoverSetupData.Find(memory, parameters.SetupData, out var node) is not { } handed) return null;
        var scratch = ScratchAreas.Read(memory, handed.Scratch, handed.ScratchSize, out _) ?? [];
        return Whole(memory, handed.Tree, node, scratch, handed.Scratch);
    }

    private static HandoverReading Whole(IMemoryView memory, PhysicalAddress tree, PhysicalAddress node, ImmutableArray<PhysicalRange> scratch, PhysicalAddress array)
    {
        var contents = HandoverTree.Read(memory, tree, out string? problem);
        var map = contents is null ? PreservedMap.Empty : PreservedMap.Read(memory, contents);
        return new(memory, tree, contents, map, node, scratch, array, [.. PreservedBlock.Merge(map.Blocks)]) { Problem = contents is null ? problem : map.Problem };
    }

    private static bool IsUnclaimed(KernelState kernel, IMemoryView memory, Allocation allocation) =>
        allocation.Label == HandoverBoot.Unclaimed && PageStructArray.ReadStamp(memory, kernel, allocation.Range.Start) is not null;
}

/// <summary>Memory between two kernels as the next one will find it: where a page is staged for a place, the staged page answers.</summary>
/// <param name="pages">The staged page for each place, by address.</param>
internal sealed class StagedMemory(IMemoryView memory, IReadOnlyDictionary<PhysicalAddress, PhysicalAddress> pages) : IMemoryView
{
    public bool IsAccessible(PhysicalRange range) => memory.IsAccessible(range);

    public bool TryReadWord(PhysicalAddress address, out ulong word) => memory.TryReadWord(Staged(address), out word);

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!memory.IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        while (!destination.IsEmpty)
        {
            int length = Math.Min(destination.Length, FrameNumber.SizeInBytes - address.OffsetInFrame);
            if (!memory.TryRead(Staged(address), destination[..length])) return false;
            destination = destination[length..];
            address += new ByteCount((ulong)length);
        }
        return true;
    }

    private PhysicalAddress Staged(PhysicalAddress address) =>
        pages.TryGetValue(address.AlignDown(ByteCount.Page), out var page) ? page + new ByteCount((ulong)address.OffsetInFrame) : address;
}
