using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>A file that a process maps, and where its memory comes from.</summary>
public abstract record FileBacking
{
    /// <summary>The largest level at which a process's tables map it in this kernel.</summary>
    public abstract int LargestLeaf(KernelContext kernel);

    /// <summary>The frames behind its first bytes, in order; false, with a sentence, where they are not all there.</summary>
    public abstract bool TryMemory(KernelContext kernel, ByteCount length, out IReadOnlyList<PhysicalRange> memory, out string? problem);
}

/// <summary>A file of pkernfs: blocks of the region.</summary>
public sealed record PkernfsBacking(InodeNumber Inode) : FileBacking
{
    /// <summary>4 KiB entries, as posted (RFC 05/18); the largest that fit where that limit is lifted.</summary>
    public override int LargestLeaf(KernelContext kernel) => kernel.Options.Lifts(LiftedLimits.LargeMappings) ? PageTableGeometry.HighestLeafLevel : 1;

    public override bool TryMemory(KernelContext kernel, ByteCount length, out IReadOnlyList<PhysicalRange> memory, out string? problem) =>
        new PkernfsDriver(kernel).TryFileMemory(Inode, length, out memory, out problem);
}

/// <summary>A memfd: folios of ordinary memory.</summary>
public sealed record MemoryFileBacking(int Id) : FileBacking
{
    public override int LargestLeaf(KernelContext kernel) => 2;

    public override bool TryMemory(KernelContext kernel, ByteCount length, out IReadOnlyList<PhysicalRange> memory, [NotNullWhen(false)] out string? problem)
    {
        memory = [];
        problem = new MemoryFileDriver(kernel).Find(Id) is not { } file
            ? "EBADF: the memfd is not open."
            : file.Size < length ? $"EINVAL: the memfd {file.Name} has {file.Size}, so {length} of it cannot be mapped." : null;
        if (problem is null) memory = new MemoryFileDriver(kernel).Find(Id)!.Frames(length);
        return problem is null;
    }
}

/// <summary>A device file over a region of reserve_mem: the region's own frames, in one run. The device is ours; upstream such regions have users in the kernel alone.</summary>
public sealed record NamedRegionBacking(string Name) : FileBacking
{
    /// <summary>Where such device files are.</summary>
    public const string Folder = "/dev/reserve_mem";

    public override int LargestLeaf(KernelContext kernel) => 2;

    public override bool TryMemory(KernelContext kernel, ByteCount length, out IReadOnlyList<PhysicalRange> memory, [NotNullWhen(false)] out string? problem)
    {
        memory = [];
        var region = Find(kernel, Name);
        problem = region is null
            ? $"ENOENT: there is no {Folder}/{Name}."
            : region.Range.Length < length ? $"EINVAL: {Folder}/{Name} has {region.Range.Length}, so {length} of it cannot be mapped." : null;
        if (problem is null) memory = [new(region!.Range.Start, length)];
        return problem is null;
    }

    /// <summary>The running kernel's region of that name; null where there is none.</summary>
    public static NamedRegion? Find(KernelContext kernel, string name) => kernel.State.NamedRegions.FirstOrDefault(region => region.Name == name);
}
