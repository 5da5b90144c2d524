using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What Kexec HandOver's root tree has under "pkernfs": one page with a device tree that says where the region is. A container that every version of the
/// handover can carry; "pkernfs-region-v1" is ours, since nobody posted a pkernfs on Kexec HandOver.
/// </summary>
public sealed record RegionTree(PhysicalRange Region)
{
    /// <summary>The child's name in the root tree.</summary>
    public const string Name = "pkernfs";

    public const string Compatible = "pkernfs-region-v1";

    private const string CompatibleProperty = "compatible", BaseProperty = "base", SizeProperty = "size";

    public byte[] Encode() => FlattenedDeviceTree.Write(new(
        "",
        [DeviceTreeProperty.OfText(CompatibleProperty, Compatible), DeviceTreeProperty.OfWord(BaseProperty, Region.Start.Value), DeviceTreeProperty.OfWord(SizeProperty, Region.Length.Value)],
        []));

    /// <summary>Reads a page of memory; null, with a sentence, where no such tree stands there.</summary>
    public static RegionTree? Read(IMemoryView memory, PhysicalAddress page, out string? problem)
    {
        if (FlattenedDeviceTree.ReadPage(memory, page, "The region's tree", out problem) is not { } root) return null;
        const ulong End = 1UL << PhysicalMemory.AddressBits;
        problem = root.Text(CompatibleProperty) != Compatible ? $"The tree at {page} is compatible with \"{root.Text(CompatibleProperty)}\", this kernel reads \"{Compatible}\" and nothing else."
            : root.Word(BaseProperty) is not { } start || root.Word(SizeProperty) is not { } length || start >= End || length > End - start ? $"The tree at {page} gives no range of addresses."
            : null;
        return problem is null ? new(new PhysicalRange(new(root.Word(BaseProperty)!.Value), new(root.Word(SizeProperty)!.Value))) : null;
    }
}
