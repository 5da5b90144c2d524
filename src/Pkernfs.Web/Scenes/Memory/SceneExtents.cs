using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>What is drawn of who owns what, with the layers that are on.</summary>
public static class SceneExtents
{
    /// <summary>More extents than a screen has room for are folded.</summary>
    public const int Most = 6000;

    public static ImmutableArray<SceneExtent> Of(OwnershipMap map, TableReach reach, PhysicalRange? region, MapLayers layers)
    {
        var extents = ImmutableArray.CreateBuilder<SceneExtent>(map.Extents.Length);
        int table = 0;
        foreach (var extent in map.Extents)
        {
            bool inRegion = region?.Contains(extent.Range) == true;
            if (IsHidden(extent, inRegion, layers))
            {
                Add(extents, new(extent.Range, inRegion ? MapFill.NotShown : MapFill.Free, inRegion ? "pkernfs, not decoded" : "not shown: the allocator's layer is off", extent.Persistent));
                continue;
            }
            if (extent.Class == OwnerClass.EphemeralPageTable && layers.HasFlag(MapLayers.Tables))
            {
                while (table < reach.Tables.Length && reach.Tables[table].End <= extent.Range.Start) table++;
                AddTables(extents, extent, reach, table);
                continue;
            }
            Add(extents, new(extent.Range, MapFills.Of(extent), Words(extent), extent.Persistent));
        }
        return extents.ToImmutable();
    }

    /// <summary>An extent in words.</summary>
    public static string Words(OwnedExtent extent)
    {
        string words = extent.Former is { } former ? $"was {former}" : extent.Label;
        return extent.ReachableBy is { } device ? $"{words}; {device} still reaches it" : words;
    }

    /// <summary>Each block of the carve-out as one thing: a page-table file's block is that file's, however few of its pages are taken.</summary>
    public static ImmutableArray<SceneExtent> Blocks(IMemoryView memory, PhysicalRange? region, MapLayers layers)
    {
        if (region is not { } carveOut) return [];
        var reader = new PkernfsReader(memory, carveOut);
        if (!layers.HasFlag(MapLayers.Medium)) return [new(carveOut, MapFill.NotShown, "pkernfs, not decoded", true)];
        if (!reader.IsAccessible || !reader.HasMagic) return [new(carveOut, MapFill.Free, "carve-out, not formatted", true)];
        var blocks = ImmutableArray.CreateBuilder<SceneExtent>();
        var at = carveOut.Start;
        foreach (var owner in reader.BlockOwners())
        {
            var bytes = reader.RunBytes(owner.Run);
            if (!carveOut.Contains(bytes) || bytes.Start < at) continue;
            if (at < bytes.Start) Add(blocks, new(PhysicalRange.FromTo(at, bytes.Start), MapFill.Free, "free block", true));
            Add(blocks, new(bytes, FillOf(owner.Use), WordsOf(owner), true));
            at = bytes.End;
        }
        if (at < carveOut.End) Add(blocks, new(PhysicalRange.FromTo(at, carveOut.End), MapFill.Free, "free block", true));
        return blocks.ToImmutable();
    }

    /// <summary>At most about <see cref="Most"/> extents: what is smaller than the resolution that this gives becomes part of the larger beside it.</summary>
    public static ImmutableArray<SceneExtent> Fold(ImmutableArray<SceneExtent> extents, PhysicalRange detail)
    {
        if (extents.Length <= Most) return extents;
        ulong total = extents.Aggregate(0UL, (sum, extent) => sum + extent.Range.Length.Value);
        var (coarse, fine) = (Math.Max(total / (Most / 2), 1), Math.Max(detail.Length.Value / (Most / 2), 1));
        var folded = ImmutableArray.CreateBuilder<SceneExtent>();
        ulong bestLength = 0;
        foreach (var extent in extents)
        {
            ulong resolution = detail.Overlaps(extent.Range) ? fine : coarse;
            bool joins = folded.Count > 0 && folded[^1].Range.End == extent.Range.Start
                && (folded[^1].Range.Length.Value < resolution || extent.Range.Length.Value < resolution)
                && folded[^1].Range.Length.Value + extent.Range.Length.Value <= Math.Max(2 * resolution, folded[^1].Range.Length.Value + (resolution / 2));
            if (!joins)
            {
                folded.Add(extent);
                bestLength = extent.Range.Length.Value;
                continue;
            }
            var whole = PhysicalRange.FromTo(folded[^1].Range.Start, extent.Range.End);
            folded[^1] = extent.Range.Length.Value > bestLength ? extent with { Range = whole } : folded[^1] with { Range = whole };
            bestLength = Math.Max(bestLength, extent.Range.Length.Value);
        }
        return folded.ToImmutable();
    }

    private static bool IsHidden(OwnedExtent extent, bool inRegion, MapLayers layers) => inRegion
        ? !layers.HasFlag(MapLayers.Medium)
        : !layers.HasFlag(MapLayers.Allocator) && OwnershipChange.IsOwned(extent);

    private static void AddTables(ImmutableArray<SceneExtent>.Builder extents, OwnedExtent extent, TableReach reach, int first)
    {
        var at = extent.Range.Start;
        for (int i = first; i < reach.Tables.Length && reach.Tables[i].Start < extent.Range.End; i++)
        {
            var table = reach.Tables[i].Intersect(extent.Range);
            if (at < table.Start) Add(extents, new(PhysicalRange.FromTo(at, table.Start), MapFill.KernelData, extent.Label, false));
            Add(extents, new(table, MapFill.SecondStageEphemeral, extent.Label, false));
            at = table.End;
        }
        if (at < extent.Range.End) Add(extents, new(PhysicalRange.FromTo(at, extent.Range.End), MapFill.KernelData, extent.Label, false));
    }

    private static void Add(ImmutableArray<SceneExtent>.Builder extents, SceneExtent extent)
    {
        if (extents.Count > 0 && extents[^1].Range.End == extent.Range.Start && extents[^1] with { Range = extent.Range } == extent)
            extents[^1] = extent with { Range = PhysicalRange.FromTo(extents[^1].Range.Start, extent.Range.End) };
        else
            extents.Add(extent);
    }

    private static MapFill FillOf(BlockUse use) => use switch
    {
        BlockUse.Data => MapFill.Guest,
        BlockUse.RootTables => MapFill.RootAndContext,
        BlockUse.DomainTables or BlockUse.Container => MapFill.SecondStage,
        _ => MapFill.Metadata,
    };

    private static string WordsOf(BlockOwner owner) => owner.Use switch
    {
        BlockUse.SuperBlock => "super block and allocation bitmap",
        BlockUse.InodeStore => "inode store",
        BlockUse.Mappings => $"mappings of {owner.Path}",
        BlockUse.Container => $"container {owner.Path}",
        BlockUse.Sessions => $"sessions {owner.Path}",
        _ => owner.Path,
    };
}
