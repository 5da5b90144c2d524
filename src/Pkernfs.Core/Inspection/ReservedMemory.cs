using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Inspection;

/// <summary>Memory that is kept away from everyone else for the sake of live updates, at a moment.</summary>
/// <param name="Bytes">Kept away: cut out of the memory map, used or not.</param>
/// <param name="Used">Of it, what something is in.</param>
/// <param name="LargestPool">Pages taken in the fullest 2 MiB pool of page tables, its bitmap's page among them; 0 where there is none.</param>
public sealed record ReservedMemory(ByteCount Bytes, ByteCount Used, int LargestPool)
{
    public static ReservedMemory None { get; } = new(default, default, 0);

    public static ReservedMemory At(MachineState machine)
    {
        if (machine.Kernel?.CommandLine.Pkernfs is not { } region) return None;
        var reader = new PkernfsReader(machine.Platform.Memory, region);
        if (!reader.IsAccessible || !reader.HasMagic) return None;
        var pools = reader.Files().Where(file => !file.Inode.IsDirectory && file.Path.StartsWith($"/{PkernfsLayout.IommuDirectoryName}/", StringComparison.Ordinal))
            .SelectMany(file => reader.FileBlocks(file.Inode).Select(block => new PageTableRegionReader(machine.Platform.Memory, reader.BlockAddress(block)).AllocatedPages));
        return new(region.Length, new((ulong)reader.AllocatedBlocks.Length * PkernfsLayout.BlockSize), pools.DefaultIfEmpty(0).Max());
    }
}
