using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

/// <summary>Holds what the medium says in one place against what it says in another.</summary>
internal static class PkernfsCheck
{
    internal static ImmutableArray<MediumProblem> Run(PkernfsReader reader)
    {
        var region = reader.Region;
        if (!reader.IsAccessible) return [new(MediumProblemKind.Unreadable, reader.WhyNotAccessible, region)];
        if (!reader.HasMagic)
        {
            return [new(
                MediumProblemKind.NotFormatted,
                $"At {region.Start} stands 0x{reader.SuperBlock.Magic:x} and not the magic number 0x{PkernfsLayout.MagicNumber:x}: the next kernel will format the region.",
                new(region.Start, new(sizeof(ulong))))];
        }
        var (entries, treeProblems) = PkernfsTree.Walk(reader);
        return [.. treeProblems, .. Inodes(reader, entries), .. Lost(reader, entries), .. Regions(reader, entries), .. Blocks(reader)];
    }

    private static IEnumerable<MediumProblem> Inodes(PkernfsReader reader, ImmutableArray<PkernfsEntry> entries)
    {
        foreach (var (path, inode) in entries)
        {
            var bytes = reader.InodeBytes(inode.Number);
            if (!reader.NameHasEnd(inode.Number))
            {
                yield return new(
                    MediumProblemKind.NameWithoutEnd,
                    $"The name of inode {inode.Number} fills all {PkernfsLayout.NameLength} bytes and has no NUL to end it: {path}.",
                    new(PkernfsLayout.Offset(bytes.Start, PkernfsLayout.NameOffset), new(PkernfsLayout.NameLength)),
                    inode.Number);
            }
            if (inode.IsFile && inode.MappingCount is < 0 or > PkernfsLayout.MappingsCapacity)
            {
                yield return new(
                    MediumProblemKind.BadMappingCount,
                    $"{path} (inode {inode.Number}) counts {inode.MappingCount} mappings; a mappings block holds 0 to {PkernfsLayout.MappingsCapacity}.",
                    new(PkernfsLayout.Offset(bytes.Start, PkernfsLayout.MappingCountOffset), new(sizeof(int))),
                    inode.Number);
            }
        }
    }

    private static IEnumerable<MediumProblem> Lost(PkernfsReader reader, ImmutableArray<PkernfsEntry> entries)
    {
        var (free, problem) = InodeList.FollowFree(reader);
        if (problem is not null) yield return problem;
        HashSet<InodeNumber> known = [PkernfsLayout.RootDirectoryInode, .. entries.Select(entry => entry.Inode.Number), .. free];
        ulong lostFree = 0;
        InodeNumber firstLostFree = default;
        for (ulong number = 1; number <= PkernfsLayout.MaxInode; number++)
        {
            if (known.Contains(new(number)) || reader.ReadInode(new(number)) is not { } inode) continue;
            if (inode.IsFree)
            {
                if (lostFree++ == 0) firstLostFree = inode.Number;
                continue;
            }
            yield return new(
                MediumProblemKind.LostInode,
                $"Inode {number} (\"{inode.Name}\") is in use but in no directory: its blocks can be neither reached nor freed.",
                reader.InodeBytes(inode.Number),
                inode.Number);
        }
        if (lostFree != 0)
        {
            yield return new(
                MediumProblemKind.LostInode,
                $"{lostFree} free inodes from inode {firstLostFree} on are not in the free list: they cannot be handed out again.",
                reader.InodeBytes(firstLostFree),
                firstLostFree);
        }
    }

    private static IEnumerable<MediumProblem> Regions(PkernfsReader reader, ImmutableArray<PkernfsEntry> entries)
    {
        foreach (var (path, inode) in entries)
        {
            if (!inode.IsDomainTables || inode.MappingsBlock.Value < PkernfsLayout.FirstFreeBlock || !reader.IsInRegion(inode.MappingsBlock)) continue;
            ulong count = reader.RegionsOf(inode).ListedCount;
            if (count <= PkernfsLayout.MostFurtherRegions) continue;
            yield return new(
                MediumProblemKind.BadRegionCount,
                $"The list of regions of {path} (block {inode.MappingsBlock}) counts {count}; a bitmap page holds 0 to {PkernfsLayout.MostFurtherRegions}.",
                new(PkernfsLayout.Offset(reader.BlockAddress(inode.MappingsBlock), PkernfsLayout.RegionListCountOffset), new(sizeof(ulong))),
                inode.Number);
        }
    }

    private static IEnumerable<MediumProblem> Blocks(PkernfsReader reader)
    {
        var owners = reader.BlockOwners();
        var allocated = reader.AllocatedRuns;
        foreach (var (run, claims) in BlockClaims.Parts(owners, PkernfsLayout.FirstFreeBlock, reader.BlockCount))
        {
            var last = claims[^1];
            if (!reader.IsInRegion(run) || (run.First.Value < PkernfsLayout.FirstFreeBlock && !last.Inode.IsNone))
            {
                string names = string.Join(" and ", claims.Where(claim => !claim.Inode.IsNone).Select(claim => Describe(claim, run)).Distinct());
                yield return Problem(
                    MediumProblemKind.BlockOutOfBounds,
                    run.Count == 1
                        ? $"Block {run.First}, {names}, is not one a file can own: those of this region are {PkernfsLayout.FirstFreeBlock} to {reader.BlockCount - 1}."
                        : $"Blocks {run.First} to {run.Last}, {names}, are not ones a file can own: those of this region are {PkernfsLayout.FirstFreeBlock} to {reader.BlockCount - 1}.",
                    InodeOf(last));
                continue;
            }
            if (claims.Count > 1)
            {
                yield return Problem(
                    MediumProblemKind.OwnedTwice,
                    $"{Name(run)} owned more than once: {string.Join(" and ", claims.Select(claim => Describe(claim, run)))}. Each writes over the other.",
                    InodeOf(last));
            }
            foreach (var clear in BlockClaims.Without(run, allocated))
            {
                yield return new(
                    MediumProblemKind.OwnedButClear,
                    clear.Count == 1
                        ? $"Block {clear.First}, {Describe(last, clear)}, is clear in the bitmap: the next allocation can hand it out again."
                        : $"Blocks {clear.First} to {clear.Last}, {Describe(last, clear)}, are clear in the bitmap: the next allocations can hand them out again.",
                    BitmapBytes(clear),
                    last.Inode,
                    clear.First,
                    clear.Count);
            }

            MediumProblem Problem(MediumProblemKind kind, string sentence, PhysicalRange bytes) =>
                new(kind, sentence, bytes, last.Inode, run.First, run.Count);
        }
        // A bit past the region's end is told as one, whoever claims its block.
        var owned = BlockClaims.Union(owners.Where(owner => reader.IsInRegion(owner.Block)).Select(owner => owner.Run with { Count = Math.Min(owner.Count, reader.BlockCount - owner.Block.Value) }));
        foreach (var run in allocated.SelectMany(run => BlockClaims.Without(run, owned)))
        {
            // Runs break where the region ends, so that one run has one kind.
            if (run.First.Value >= reader.BlockCount || run.Last.Value < reader.BlockCount)
            {
                yield return Unowned(run);
                continue;
            }
            yield return Unowned(new(run.First, reader.BlockCount - run.First.Value));
            yield return Unowned(new(new(reader.BlockCount), run.Last.Value - reader.BlockCount + 1));
        }

        PhysicalRange InodeOf(BlockOwner owner) => owner.Inode.IsNone ? BitmapBytes(new(owner.Block, 1)) : reader.InodeBytes(owner.Inode);

        PhysicalRange BitmapBytes(BlockRun run)
        {
            var start = PkernfsLayout.BitmapAddress(reader.Region, run.First);
            return new(start, new((run.Last.Value >> 3) - (run.First.Value >> 3) + 1));
        }

        MediumProblem Unowned(BlockRun run) => reader.IsInRegion(run)
            ? new(MediumProblemKind.Leaked, $"{Name(run)} set in the bitmap, but no file owns {(run.Count == 1 ? "it" : "them")}: leaked until the region is formatted.", BitmapBytes(run), default, run.First, run.Count)
            : new(MediumProblemKind.BitPastEnd, $"{Name(run)} set in the bitmap, but the region ends with block {reader.BlockCount - 1}.", BitmapBytes(run), default, run.First, run.Count);
    }

    /// <summary>"Block 7 is", "Blocks 7 to 9 are".</summary>
    private static string Name(BlockRun run) => run.Count == 1 ? $"Block {run.First} is" : $"Blocks {run.First} to {run.Last} are";

    /// <param name="part">The part of the claim that is meant.</param>
    private static string Describe(BlockOwner owner, BlockRun part) => owner.Use switch
    {
        BlockUse.SuperBlock => "the super block and bitmap",
        BlockUse.InodeStore => "the inode store",
        BlockUse.Mappings => $"the mappings of {owner.Path}",
        BlockUse.Data when part.Count > 1 => $"blocks {owner.FileBlock + (part.First.Value - owner.Block.Value)} to {owner.FileBlock + (part.Last.Value - owner.Block.Value)} of {owner.Path}",
        BlockUse.Data => $"block {owner.FileBlock + (part.First.Value - owner.Block.Value)} of {owner.Path}",
        BlockUse.Sessions => $"the sessions {owner.Path}",
        BlockUse.Container => $"the container {owner.Path}",
        _ => $"the page tables of {owner.Path}",
    };
}
