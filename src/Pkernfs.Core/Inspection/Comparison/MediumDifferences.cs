using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>pkernfs, file by file: which blocks each takes, and how many pages of its page-table files are handed out.</summary>
internal static class MediumDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right)
    {
        yield return Difference.Between(DifferenceTopic.Medium, OwnerClass.PkernfsMetadata, "pkernfs", Formatted(left), Formatted(right), Whole(left), Whole(right));
        var (lefts, rights) = (Files(left), Files(right));
        foreach (string path in lefts.Keys.Union(rights.Keys).Order(StringComparer.Ordinal))
        {
            var (was, now) = (lefts.GetValueOrDefault(path), rights.GetValueOrDefault(path));
            bool isMoved = was is not null && now is not null && was.BlockCount == now.BlockCount && !was.Blocks.SequenceEqual(now.Blocks);
            yield return Difference.Between(
                DifferenceTopic.Medium,
                (was ?? now)!.Class,
                $"pkernfs file {path}",
                was?.Words(isMoved),
                now?.Words(isMoved),
                was?.Memory,
                now?.Memory,
                isMoved ? DifferenceKind.Moved : DifferenceKind.Changed);
        }
        yield return Difference.Between(DifferenceTopic.Medium, OwnerClass.PkernfsMetadata, "pkernfs allocation bitmap", Bitmap(left), Bitmap(right), BitmapBytes(left), BitmapBytes(right));
    }

    /// <summary>Files of data that are as long on both sides: their pages, and whether they take the same blocks.</summary>
    public static IEnumerable<(string Path, ulong Pages, bool SameBlocks)> SameFiles(ComparedMoment left, ComparedMoment right)
    {
        var rights = Files(right);
        return Files(left)
            .Where(file => file.Value is { Class: OwnerClass.GuestRam, DataPages: > 0 } && rights.TryGetValue(file.Key, out var other) && file.Value.DataPages == other.DataPages)
            .Select(file => (file.Key, file.Value.DataPages, file.Value.Blocks.SequenceEqual(rights[file.Key].Blocks)))
            .OrderByDescending(file => file.DataPages);
    }

    private static string? Formatted(ComparedMoment side) => side.Medium is { } medium ? $"formatted, {medium.BlockCount} blocks" : null;

    private static IEnumerable<PhysicalRange> Whole(ComparedMoment side) => side is { Medium: not null, Region: { } region } ? [region] : [];

    private static string? Bitmap(ComparedMoment side) =>
        side.Medium is { } medium ? string.Create(CultureInfo.InvariantCulture, $"{medium.AllocatedCount:N0} blocks in use") : null;

    private static IEnumerable<PhysicalRange> BitmapBytes(ComparedMoment side) =>
        side is { Medium: not null, Region: { } region } ? [new(region.Start + new ByteCount(PkernfsLayout.BitmapOffset), ByteCount.Page)] : [];

    private static SortedDictionary<string, MediumFile> Files(ComparedMoment side)
    {
        var files = new SortedDictionary<string, MediumFile>(StringComparer.Ordinal);
        if (side.Medium is not { } medium) return files;
        foreach (var file in medium.BlockOwners().Where(owner => owner.Path.Length > 0).GroupBy(owner => owner.Path))
            files[file.Key] = MediumFile.Of(medium, side.Platform.Memory, [.. file]);
        return files;
    }

    /// <param name="Blocks">What it takes, its mappings block first.</param>
    /// <param name="Handed">Pages handed out of a page-table file; null for other files.</param>
    private sealed record MediumFile(OwnerClass Class, ImmutableArray<BlockRun> Blocks, ImmutableArray<PhysicalRange> Memory, ulong DataPages, int? Handed)
    {
        public static MediumFile Of(PkernfsReader medium, IMemoryView memory, ImmutableArray<BlockOwner> owners)
        {
            var tables = owners.FirstOrDefault(owner => owner.Use is BlockUse.RootTables or BlockUse.DomainTables);
            ulong data = owners.Where(owner => owner.Use == BlockUse.Data).Aggregate(0UL, (sum, owner) => sum + owner.Count) * PkernfsLayout.BlockSize;
            return new(
                tables is null ? OwnerClass.GuestRam : tables.Use == BlockUse.RootTables ? OwnerClass.RootAndContext : OwnerClass.DomainPageTable,
                [.. owners.OrderBy(owner => owner.Use != BlockUse.Mappings).ThenBy(owner => owner.FileBlock).Select(owner => owner.Run)],
                RangeSet.Join(owners.Where(owner => medium.IsInRegion(owner.Run)).Select(owner => medium.RunBytes(owner.Run))),
                data / ByteCount.Page.Value,
                tables is null ? null : owners.Where(owner => medium.IsInRegion(owner.Block)).Sum(owner => new PageTableRegionReader(memory, medium.BlockAddress(owner.Block)).AllocatedPages));
        }

        public ulong BlockCount => Blocks.Aggregate(0UL, (sum, run) => sum + run.Count);

        public string Words(bool isMoved)
        {
            string blocks = BlockCount == 1 ? $"block {Blocks[0].First}" : string.Create(CultureInfo.InvariantCulture, $"{BlockCount:N0} blocks{(isMoved ? $", first {Blocks[0].First}" : "")}");
            return Handed is { } pages ? string.Create(CultureInfo.InvariantCulture, $"{blocks}, {pages} pages handed out") : blocks;
        }
    }
}
