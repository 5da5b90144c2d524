using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

/// <summary>Follows the medium's singly linked lists: no record is read twice, so every list ends (RFC 02/18).</summary>
internal static class InodeList
{
    /// <summary>A directory's list, from its child on.</summary>
    internal static DirectoryListing Follow(PkernfsReader reader, Inode directory)
    {
        var entries = ImmutableArray.CreateBuilder<Inode>();
        var problem = Follow(reader, directory.Child, $"The list of directory inode {directory.Number}", reader.InodeBytes(directory.Number), inode =>
        {
            if (inode.IsFree) return false;
            entries.Add(inode);
            return true;
        });
        if (problem is { Kind: MediumProblemKind.FreeListHitsUsedInode }) problem = problem with { Kind = MediumProblemKind.ListHitsFreeInode };
        return new(entries.ToImmutable(), problem);
    }

    /// <summary>The free list, from the super block on.</summary>
    internal static (ImmutableArray<InodeNumber> Free, MediumProblem? Problem) FollowFree(PkernfsReader reader)
    {
        var free = ImmutableArray.CreateBuilder<InodeNumber>();
        var head = new PhysicalRange(PkernfsLayout.Offset(reader.Region.Start, PkernfsLayout.NextFreeInodeOffset), new(sizeof(ulong)));
        var problem = Follow(reader, reader.SuperBlock.NextFreeInode, "The free inode list", head, inode =>
        {
            if (!inode.IsFree) return false;
            free.Add(inode.Number);
            return true;
        });
        return (free.ToImmutable(), problem);
    }

    /// <param name="reader">The medium.</param>
    /// <param name="first">Where the list begins.</param>
    /// <param name="subject">The list, to begin a sentence with.</param>
    /// <param name="link">The bytes that named <paramref name="first"/>.</param>
    /// <param name="visit">Takes an inode into the list; false when it does not belong there.</param>
    private static MediumProblem? Follow(PkernfsReader reader, InodeNumber first, string subject, PhysicalRange link, Func<Inode, bool> visit)
    {
        var seen = new HashSet<InodeNumber>();
        for (var next = first; !next.IsNone;)
        {
            if (reader.ReadInode(next) is not { } inode)
            {
                return new(
                    MediumProblemKind.ListLeavesStore,
                    $"{subject} goes on to inode {next}, but inodes are numbered 1 to {PkernfsLayout.MaxInode}: what followed is lost.",
                    link,
                    next);
            }
            if (!seen.Add(next))
            {
                return new(
                    MediumProblemKind.ListCycle,
                    $"{subject} comes back to inode {next}: the kernel would follow it for ever.",
                    link,
                    next);
            }
            if (!visit(inode))
            {
                return new(
                    MediumProblemKind.FreeListHitsUsedInode,
                    $"{subject} runs into inode {next}, which is {(inode.IsFree ? "free" : "in use")}: what follows belongs to another list.",
                    link,
                    next);
            }
            link = new(PkernfsLayout.Offset(reader.InodeBytes(next).Start, PkernfsLayout.SiblingOffset), new(sizeof(ulong)));
            next = inode.Sibling;
        }
        return null;
    }
}
