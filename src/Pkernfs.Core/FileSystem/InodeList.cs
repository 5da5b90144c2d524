using System.Buffers.Binary;
using System.Collections;
using System.Collections.Immutable;
using System.Text;

namespace Pkernfs.Core.FileSystem;

/// <summary>Follows the medium's singly linked lists: no record is passed twice, so every list ends (RFC 02/18).</summary>
internal static class InodeList
{
    /// <summary>A directory's list, from its child on.</summary>
    internal static DirectoryListing Follow(PkernfsReader reader, Inode directory)
    {
        var entries = ImmutableArray.CreateBuilder<Inode>();
        var link = new PhysicalRange(PkernfsLayout.Offset(reader.InodeBytes(directory.Number).Start, PkernfsLayout.ChildOffset), new(sizeof(ulong)));
        var problem = Follow(reader, directory.Child, $"The list of directory inode {directory.Number}", link, MediumProblemKind.ListHitsFreeInode, number =>
        {
            if (reader.ReadInode(number) is not { IsFree: false } inode) return false;
            entries.Add(inode);
            return true;
        });
        return new(entries.ToImmutable(), problem);
    }

    /// <summary>The free list, from the super block on.</summary>
    internal static (ImmutableArray<InodeNumber> Free, MediumProblem? Problem) FollowFree(PkernfsReader reader)
    {
        var free = ImmutableArray.CreateBuilder<InodeNumber>();
        var link = new PhysicalRange(PkernfsLayout.Offset(reader.Region.Start, PkernfsLayout.NextFreeInodeOffset), new(sizeof(ulong)));
        var problem = Follow(reader, reader.SuperBlock.NextFreeInode, "The free inode list", link, MediumProblemKind.FreeListHitsUsedInode, number =>
        {
            if (!IsFree(reader, number)) return false;
            free.Add(number);
            return true;
        });
        return (free.ToImmutable(), problem);
    }

    /// <summary>The first inode of that name, compared byte for byte as the kernel does; null when the list ends or breaks before it.</summary>
    internal static Inode? Find(PkernfsReader reader, Inode directory, string name)
    {
        Span<byte> wanted = stackalloc byte[PkernfsLayout.NameLength];
        wanted.Clear();
        if (!Encoding.UTF8.TryGetBytes(name, wanted, out int length)) return null;
        wanted = wanted[..Math.Min(length + 1, PkernfsLayout.NameLength)];
        Span<byte> record = stackalloc byte[PkernfsLayout.InodeLength];
        var next = directory.Child;
        // A list that is longer than the store goes in a circle.
        for (ulong step = 0; step < PkernfsLayout.MaxInode && PkernfsLayout.IsInodeNumber(next); step++)
        {
            if (!reader.Memory.TryRead(reader.InodeBytes(next).Start, record)) return null;
            if (BinaryPrimitives.ReadInt32LittleEndian(record[PkernfsLayout.FlagsOffset..]) == 0) return null;
            if (record[PkernfsLayout.NameOffset..].StartsWith(wanted)) return Inode.Decode(next, record);
            next = new(BinaryPrimitives.ReadUInt64LittleEndian(record[PkernfsLayout.SiblingOffset..]));
        }
        return null;
    }

    /// <param name="reader">The medium.</param>
    /// <param name="first">Where the list begins.</param>
    /// <param name="subject">The list, to begin a sentence with.</param>
    /// <param name="link">The bytes that name <paramref name="first"/>.</param>
    /// <param name="misfit">What an inode is that does not belong into the list.</param>
    /// <param name="take">Takes an inode into the list; false when it does not belong there.</param>
    private static MediumProblem? Follow(PkernfsReader reader, InodeNumber first, string subject, PhysicalRange link, MediumProblemKind misfit, Func<InodeNumber, bool> take)
    {
        var seen = new BitArray((int)PkernfsLayout.MaxInode + 1);
        for (var next = first; !next.IsNone;)
        {
            if (!PkernfsLayout.IsInodeNumber(next))
                return Broken(MediumProblemKind.ListLeavesStore, $"goes on to inode {next}, but inodes are numbered 1 to {PkernfsLayout.MaxInode}: what followed is lost.");
            if (seen[(int)next.Value])
                return Broken(MediumProblemKind.ListCycle, $"comes back to inode {next}: the kernel would follow it for ever.");
            seen[(int)next.Value] = true;
            if (!take(next))
                return Broken(misfit, $"runs into inode {next}, which is {(misfit == MediumProblemKind.ListHitsFreeInode ? "free" : "in use")}: what follows belongs to another list.");
            link = new(PkernfsLayout.Offset(reader.InodeBytes(next).Start, PkernfsLayout.SiblingOffset), new(sizeof(ulong)));
            next = new(reader.Memory.ReadUInt64(link.Start));

            MediumProblem Broken(MediumProblemKind kind, string sentence) => new(kind, $"{subject} {sentence}", link, next);
        }
        return null;
    }

    private static bool IsFree(PkernfsReader reader, InodeNumber number)
    {
        Span<byte> flags = stackalloc byte[sizeof(int)];
        return reader.Memory.TryRead(PkernfsLayout.Offset(reader.InodeBytes(number).Start, PkernfsLayout.FlagsOffset), flags) && !flags.ContainsAnyExcept((byte)0);
    }
}
