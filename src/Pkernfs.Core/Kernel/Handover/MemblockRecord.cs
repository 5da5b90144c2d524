using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What memblock tells the next kernel of its named regions: a flattened device tree ("memblock-v1") of one page with a node by the name of each region ("reserve-mem-v1"), in it u64 start and u64 size in the processor's own order.
/// </summary>
public sealed record MemblockRecord(ImmutableArray<NamedRegion> Regions)
{
    public const string Compatible = "memblock-v1";

    private const string CompatibleProperty = "compatible", RegionCompatible = "reserve-mem-v1", Start = "start", Size = "size";

    /// <summary>The blob; null where it is more than one page.</summary>
    public byte[]? Encode()
    {
        byte[] blob = FlattenedDeviceTree.Write(new(
            "",
            [DeviceTreeProperty.OfText(CompatibleProperty, Compatible)],
            [
                .. Regions.Select(region => new DeviceTreeNode(
                    region.Name,
                    [DeviceTreeProperty.OfText(CompatibleProperty, RegionCompatible), DeviceTreeProperty.OfWord(Start, region.Range.Start.Value), DeviceTreeProperty.OfWord(Size, region.Range.Length.Value)],
                    [])),
            ]));
        return blob.Length > FrameNumber.SizeInBytes ? null : blob;
    }

    /// <summary>Reads a page of memory; null, with a sentence, where no such tree stands there. A node of another kind or without both words is left out, as by the kernel.</summary>
    public static MemblockRecord? Read(IMemoryView memory, PhysicalAddress page, out string? problem)
    {
        if (FlattenedDeviceTree.ReadPage(memory, page, "memblock's tree", out problem) is not { } root) return null;
        problem = root.Text(CompatibleProperty) == Compatible ? null : $"The tree at {page} is compatible with \"{root.Text(CompatibleProperty)}\" instead of \"{Compatible}\".";
        return problem is null ? new([.. root.Children.Select(RegionOf).OfType<NamedRegion>()]) : null;
    }

    private static NamedRegion? RegionOf(DeviceTreeNode node) =>
        node.Text(CompatibleProperty) == RegionCompatible && node.Word(Start) is { } start && node.Word(Size) is { } size
        && start >> PhysicalMemory.AddressBits == 0 && size is > 0 and < 1UL << PhysicalMemory.AddressBits
            ? new(node.Name, new(new(start), new(size)))
            : null;
}

/// <summary>A region of reserve_mem.</summary>
public sealed record NamedRegion(string Name, PhysicalRange Range);
