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
        return [.. treeProblems, .. Inodes(reader, entries), .. Lost(reader, entries), .. Blocks(reader)];
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

    private static IEnumerable<MediumProblem> Blocks(PkernfsReader reader)
    {
        var owned = new HashSet<BlockIndex>();
        foreach (var claims in reader.BlockOwners().GroupBy(owner => owner.Block))
        {
            var block = claims.Key;
            var last = claims.Last();
            if (!reader.IsInRegion(block) || (block.Value < PkernfsLayout.FirstFreeBlock && !last.Inode.IsNone))
            {
                string names = string.Join(" and ", claims.Where(claim => !claim.Inode.IsNone).Select(Describe).Distinct());
                yield return Problem(
                    MediumProblemKind.BlockOutOfBounds,
                    $"Block {block}, {names}, is not one a file can own: those of this region are {PkernfsLayout.FirstFreeBlock} to {reader.BlockCount - 1}.",
                    InodeOf(last));
                if (reader.IsInRegion(block)) owned.Add(block);
                continue;
            }
            owned.Add(block);
            if (claims.Count() > 1)
            {
                yield return Problem(
                    MediumProblemKind.OwnedTwice,
                    $"Block {block} is owned more than once: {string.Join(" and ", claims.Select(Describe))}. Each writes over the other.",
                    InodeOf(last));
            }
            if (!reader.IsAllocated(block))
            {
                yield return Problem(
                    MediumProblemKind.OwnedButClear,
                    $"Block {block}, {Describe(last)}, is clear in the bitmap: the next allocation can hand it out again.",
                    BitmapBytes(block, 1));
            }

            MediumProblem Problem(MediumProblemKind kind, string sentence, PhysicalRange bytes) =>
                new(kind, sentence, bytes, last.Inode, block, 1);
        }
        foreach (var problem in Unowned()) yield return problem;

        PhysicalRange InodeOf(BlockOwner owner) => owner.Inode.IsNone ? BitmapBytes(owner.Block, 1) : reader.InodeBytes(owner.Inode);

        PhysicalRange BitmapBytes(BlockIndex first, ulong count)
        {
            var start = PkernfsLayout.BitmapAddress(reader.Region, first);
            return new(start, new(((first.Value + count - 1) >> 3) - (first.Value >> 3) + 1));
        }

        IEnumerable<MediumProblem> Unowned()
        {
            BlockIndex first = default;
            ulong count = 0;
            // Runs break where the region ends, so that one run has one kind.
            foreach (var block in reader.AllocatedBlocks.Where(block => !owned.Contains(block)))
            {
                if (count != 0 && block.Value == first.Value + count && block.Value != reader.BlockCount)
                {
                    count++;
                    continue;
                }
                if (count != 0) yield return Run(first, count);
                (first, count) = (block, 1);
            }
            if (count != 0) yield return Run(first, count);
        }

        MediumProblem Run(BlockIndex first, ulong count)
        {
            string blocks = count == 1 ? $"Block {first} is" : $"Blocks {first} to {first.Value + count - 1} are";
            return reader.IsInRegion(first)
                ? new(MediumProblemKind.Leaked, $"{blocks} set in the bitmap, but no file owns them: leaked until the region is formatted.", BitmapBytes(first, count), default, first, count)
                : new(MediumProblemKind.BitPastEnd, $"{blocks} set in the bitmap, but the region ends with block {reader.BlockCount - 1}.", BitmapBytes(first, count), default, first, count);
        }
    }

    private static string Describe(BlockOwner owner) => owner.Use switch
    {
        BlockUse.SuperBlock => "the super block and bitmap",
        BlockUse.InodeStore => "the inode store",
        BlockUse.Mappings => $"the mappings of {owner.Path}",
        BlockUse.Data => $"block {owner.FileBlock} of {owner.Path}",
        BlockUse.Sessions => $"the sessions {owner.Path}",
        BlockUse.Container => $"the container {owner.Path}",
        _ => $"the page tables of {owner.Path}",
    };
}
