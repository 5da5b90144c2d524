using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Kernel;

/// <summary>The kernel's side of pkernfs: when it is initialised, mounted, and what VFS keeps that the medium does not.</summary>
public sealed class PkernfsDriver(KernelContext kernel)
{
    private PkernfsMount Mount
    {
        get => kernel.State.Pkernfs;
        set => kernel.State = kernel.State with { Pkernfs = value };
    }

    /// <summary>The region as the command line gives it; false, with a sentence, where pkernfs is not enabled or no page begins where the region does.</summary>
    public bool TryVolume([NotNullWhen(true)] out PkernfsVolume? volume, out string? problem)
    {
        volume = null;
        problem = kernel.State.CommandLine.Pkernfs is not { } region
            ? "pkernfs is not enabled: the command line has no pkernfs=, so there is no region to use."
            : !region.Start.IsAligned(ByteCount.Page)
            ? $"pkernfs= begins at {region.Start}, which is not a multiple of 4 KiB: no table could stand there. Give it the range that memmap= cuts out."
            : null;
        if (problem is null) volume = new PkernfsVolume(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value, kernel.Options);
        return problem is null;
    }

    /// <summary>The once-only initialisation that the IOMMU driver or the first mount calls (RFC 07/18): the magic number alone decides.</summary>
    public InitOutcome Initialise(out string? problem)
    {
        if (!TryVolume(out var volume, out problem)) return InitOutcome.Unusable;
        var outcome = volume.Initialise();
        Mount = Mount with { Initialised = outcome != InitOutcome.Unusable };
        kernel.Log(outcome switch
        {
            InitOutcome.Formatted => "pkernfs: Clean super block; initialising",
            InitOutcome.Restored => "pkernfs: Restoring from super block",
            _ => $"pkernfs: the region {kernel.State.CommandLine.Pkernfs} cannot be used",
        });
        if (outcome == InitOutcome.Unusable) problem = $"The region {kernel.State.CommandLine.Pkernfs} cannot be used: not all of it is RAM, or it is too small.";
        return outcome;
    }

    public void MountFileSystem() => Mount = Mount with { Mounted = true };

    /// <summary>Sets a file's size; VFS remembers it, the medium gets blocks.</summary>
    public bool TryTruncate(InodeNumber file, ByteCount size, out string? problem)
    {
        if (!TryVolume(out var volume, out problem) || !volume.TryTruncate(file, size, out problem)) return false;
        Mount = Mount with { Sizes = Mount.Sizes.SetItem(file.Value, size) };
        return true;
    }

    /// <summary>
    /// The frames behind a file, for mmap, in whole blocks and neighbours joined: the mappings block gives a block for each 2 MiB (RFC 05/18). EIO where an entry cannot be a data
    /// block; the posted code would map whatever it says.
    /// </summary>
    public bool TryFileMemory(InodeNumber file, ByteCount length, out IReadOnlyList<PhysicalRange> blocks, out string? problem)
    {
        blocks = [];
        if (!TryVolume(out var volume, out problem)) return false;
        var region = kernel.State.CommandLine.Pkernfs!.Value;
        var reader = new PkernfsReader(kernel.Memory, region);
        if (reader.ReadInode(file) is not { IsFree: false } inode)
        {
            problem = $"ENOENT: there is no inode {file}.";
            return false;
        }
        if (inode.IsKernelOnly)
        {
            problem = $"EACCES: {inode.Name} is a file of the kernel's own; it has no mmap, so that nobody else writes to it.";
            return false;
        }
        var runs = reader.FileRuns(inode);
        ulong has = runs.Aggregate(0UL, (sum, run) => sum + run.Count);
        ulong needed = (length.Value + PkernfsLayout.BlockSize - 1) / PkernfsLayout.BlockSize;
        if (has < needed)
        {
            problem = $"EIO: {inode.Name} has {has} blocks, so {length} of it cannot be mapped. Truncate it to that size first.";
            return false;
        }
        ulong at = 0;
        foreach (var run in runs.TakeWhile(_ => at < needed))
        {
            if (run.First.Value < PkernfsLayout.FirstFreeBlock || !reader.IsInRegion(run))
            {
                ulong piece = inode.IsGigantic ? PkernfsLayout.GiganticBlocks : 1;
                ulong entry = (run.First.Value < PkernfsLayout.FirstFreeBlock || !reader.IsInRegion(run.First) ? at : at + (reader.BlockCount - run.First.Value)) / piece;
                problem = $"EIO: entry {entry} of the mappings block of {inode.Name} (block {inode.MappingsBlock} at {reader.BlockAddress(inode.MappingsBlock)}) names block {run.First.Value + ((entry * piece) - at)}, which cannot be a data block: the mappings block is damaged.";
                return false;
            }
            at += run.Count;
        }
        blocks = [.. reader.FileMemory(inode, new(needed << PkernfsLayout.BlockShift))];
        return true;
    }
}
