using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Names of runs, the most telling first.</summary>
public static class SceneLabels
{
    /// <summary>More names than this would not find room.</summary>
    public const int Most = 60;

    private static readonly ByteCount Block = new(PkernfsLayout.BlockSize);

    public static ImmutableArray<SceneLabel> Of(ImmutableArray<SceneExtent> extents, ImmutableArray<SceneExtent> blocks, PhysicalRange? region) =>
        [.. OfBlocks(blocks, region), .. OfOtherRam(extents, region)];

    private static IEnumerable<SceneLabel> OfBlocks(ImmutableArray<SceneExtent> blocks, PhysicalRange? region)
    {
        if (region is not { } carveOut) return [];
        return blocks
            .Where(block => block.Fill is not MapFill.Metadata)
            .OrderBy(block => block.Fill == MapFill.Free)
            .ThenByDescending(block => block.Fill == MapFill.SecondStage)
            .ThenByDescending(block => block.Range.Length)
            .Select(block => new SceneLabel(block.Range, BlockText(block, carveOut), block.Fill, block.Fill is MapFill.Free or MapFill.NotShown or MapFill.Persists))
            .Take(Most);
    }

    private static string BlockText(SceneExtent block, PhysicalRange region)
    {
        ulong first = (block.Range.Start - region.Start).Value / Block.Value;
        ulong count = block.Range.Length.Value / Block.Value;
        string name = block.Words.TrimStart('/');
        return (block.Fill, count) switch
        {
            (MapFill.NotShown or MapFill.Persists, _) => "pkernfs: the medium's layer is off",
            (MapFill.Free, _) when block.Words != "free block" => block.Words,
            (MapFill.Free, _) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} blocks free, {block.Range.Length}"),
            (_, 1) => $"{name}, block {first}, {block.Range.Start}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{name}, {block.Range.Length}, blocks {first}–{first + count - 1}"),
        };
    }

    private static IEnumerable<SceneLabel> OfOtherRam(ImmutableArray<SceneExtent> extents, PhysicalRange? region) =>
        extents
            .Where(extent => region?.Overlaps(extent.Range) != true && extent.Fill is MapFill.KernelImage or MapFill.KernelData or MapFill.Stale or MapFill.Vmm or MapFill.SecondStageEphemeral)
            .Where(extent => extent.Range.Length >= ByteCount.FromMiB(4))
            .OrderByDescending(extent => extent.Fill == MapFill.KernelImage)
            .ThenByDescending(extent => extent.Range.Length)
            .DistinctBy(extent => extent.Words)
            .Select(extent => new SceneLabel(extent.Range, extent.Fill == MapFill.KernelImage ? $"{extent.Words}, {extent.Range.Start}" : extent.Words, extent.Fill, extent.Fill == MapFill.Stale))
            .Take(Most);
}
