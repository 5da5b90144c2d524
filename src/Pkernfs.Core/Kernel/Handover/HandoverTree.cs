using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// Kexec HandOver's root device tree, one page: where the record of preserved memory is, and where each client's data is. Its container is
/// big-endian, its values are in the processor's own order.
/// </summary>
/// <param name="Map">The first page of the record of preserved memory; zero where none is written yet.</param>
public sealed record HandoverTree(HandoverVersion Version, PhysicalAddress Map, ImmutableArray<HandoverChild> Children)
{
    private const string Compatible = "compatible", MapProperty = "preserved-memory-map", SizeProperty = "blob-size";

    /// <summary>A client's data by its name; null where there is none.</summary>
    public HandoverChild? Child(string name) => Children.FirstOrDefault(child => child.Name == name);

    /// <summary>The blob; null where it is more than one page.</summary>
    public byte[]? Encode()
    {
        byte[] blob = FlattenedDeviceTree.Write(new(
            "",
            [DeviceTreeProperty.OfText(Compatible, Version.Compatible()), DeviceTreeProperty.OfWord(MapProperty, Map.Value)],
            [.. Children.Select(ToNode)]));
        return blob.Length > FrameNumber.SizeInBytes ? null : blob;
    }

    /// <summary>Reads a page of memory; null, with a sentence, where no tree of Kexec HandOver stands there.</summary>
    public static HandoverTree? Read(IMemoryView memory, PhysicalAddress page, out string? problem)
    {
        if (FlattenedDeviceTree.ReadPage(memory, page, "The handover's tree", out problem) is not { } root) return null;
        if (HandoverVersions.Of(root.Text(Compatible)) is not { } version)
        {
            problem = $"The tree at {page} is compatible with \"{root.Text(Compatible)}\", which is no version of Kexec HandOver.";
            return null;
        }
        if (root.Word(MapProperty) is not { } map)
        {
            problem = $"The tree at {page} has no {MapProperty}.";
            return null;
        }
        problem = null;
        return new(version, new(map), [.. root.Children.Select(child => FromNode(version, child)).OfType<HandoverChild>()]);
    }

    private DeviceTreeNode ToNode(HandoverChild child) => new(
        child.Name,
        Version.HasBlobSize()
            ? [DeviceTreeProperty.OfWord(Version.DataProperty(), child.Data.Value), DeviceTreeProperty.OfWord(SizeProperty, child.Size)]
            : [DeviceTreeProperty.OfWord(Version.DataProperty(), child.Data.Value)],
        []);

    private static HandoverChild? FromNode(HandoverVersion version, DeviceTreeNode node) =>
        node.Word(version.DataProperty()) is { } data ? new(node.Name, new(data), node.Word(SizeProperty) ?? 0) : null;
}

/// <summary>A client's data.</summary>
/// <param name="Name">"LUO".</param>
/// <param name="Size">Its bytes; 0 in versions that do not say, where it is a device tree that says it itself.</param>
public sealed record HandoverChild(string Name, PhysicalAddress Data, ulong Size)
{
    /// <summary>The Live Update Orchestrator's root.</summary>
    public const string Orchestrator = "LUO";

    /// <summary>Regions of reserve_mem=, by name.</summary>
    public const string Memblock = "memblock";

    /// <summary>What kernel the handover comes from.</summary>
    public const string KexecMetadata = "kexec-metadata";
}
