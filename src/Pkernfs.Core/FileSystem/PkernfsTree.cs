using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

/// <summary>The directories of a medium, walked from the root, and who in them claims which block.</summary>
internal static class PkernfsTree
{
    /// <summary>Each inode once, each directory before its content; an inode that a second list names too is reported, not entered again.</summary>
    internal static (ImmutableArray<PkernfsEntry> Entries, ImmutableArray<MediumProblem> Problems) Walk(PkernfsReader reader)
    {
        var entries = ImmutableArray.CreateBuilder<PkernfsEntry>();
        var problems = ImmutableArray.CreateBuilder<MediumProblem>();
        var seen = new HashSet<InodeNumber> { PkernfsLayout.RootDirectoryInode };
        Enter(PkernfsLayout.RootDirectoryInode, "", 0);
        return (entries.ToImmutable(), problems.ToImmutable());

        void Enter(InodeNumber directory, string path, int depth)
        {
            var listing = reader.List(directory);
            if (listing.Problem is not null) problems.Add(listing.Problem);
            foreach (var inode in listing.Entries)
            {
                if (!seen.Add(inode.Number))
                {
                    problems.Add(new(
                        MediumProblemKind.LinkedTwice,
                        $"Inode {inode.Number} is in the list of directory inode {directory} and in another one too: unlinking it from one leaves the other broken.",
                        reader.InodeBytes(inode.Number),
                        inode.Number));
                    continue;
                }
                string entryPath = path + "/" + inode.Name;
                entries.Add(new(entryPath, inode));
                if (!inode.IsDirectory) continue;
                if (depth < MaxDepth) Enter(inode.Number, entryPath, depth + 1);
            }
        }
    }

    /// <summary>Blocks 0 and 1, then each file's claims in tree order, all sorted by block.</summary>
    internal static ImmutableArray<BlockOwner> Owners(PkernfsReader reader)
    {
        var owners = new List<BlockOwner>
        {
            new(new(PkernfsLayout.SuperBlockIndex), 1, BlockUse.SuperBlock, InodeNumber.None, "", 0),
            new(new(PkernfsLayout.InodeStoreIndex), 1, BlockUse.InodeStore, InodeNumber.None, "", 0),
        };
        foreach (var (path, inode) in Walk(reader).Entries)
        {
            if (inode.IsFile) owners.Add(new(inode.MappingsBlock, 1, BlockUse.Mappings, inode.Number, path, 0));
            if (inode.IsDirectory) continue;
            var use = (inode.Flags & InodeFlags.IommuRootTables) != 0 ? BlockUse.RootTables
                : (inode.Flags & InodeFlags.IommuDomainTables) != 0 ? BlockUse.DomainTables
                : (inode.Flags & InodeFlags.VfioContainer) != 0 ? BlockUse.Container
                : (inode.Flags & InodeFlags.Sessions) != 0 ? BlockUse.Sessions
                : BlockUse.Data;
            ulong at = 0;
            foreach (var run in reader.FileRuns(inode))
            {
                // What is decoded as a block of its own is told as one.
                if (use == BlockUse.Data) owners.Add(new(run.First, run.Count, use, inode.Number, path, at));
                else owners.AddRange(run.Blocks.Select((block, i) => new BlockOwner(block, 1, use, inode.Number, path, at + (ulong)i)));
                at += run.Count;
            }
        }
        return [.. owners.OrderBy(owner => owner.Block)];
    }

    // The kernel makes one level; a broken medium could chain every inode below the one before and exhaust the stack.
    private const int MaxDepth = 64;
}
