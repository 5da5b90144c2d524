using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Regions to test on, at 1 GiB like the cover letter's.</summary>
internal static class Media
{
    public const ulong Base = 0x4000_0000;

    public const ulong Block = 2 << 20;

    public static PhysicalRange Region(ulong blocks) => new(new(Base), new(blocks * Block));

    /// <summary>RAM for the region and as many blocks more as asked for.</summary>
    public static RegionMemory Ram(ulong blocks, ulong blocksAfter = 0) => new(Region(blocks + blocksAfter));

    public static PkernfsVolume Formatted(RegionMemory memory, ulong blocks, PkernfsOptions? options = null)
    {
        var volume = new PkernfsVolume(memory, Region(blocks), options ?? PkernfsOptions.Intent);
        Assert.Equal(InitOutcome.Formatted, volume.Initialise());
        return volume;
    }

    public static InodeNumber Create(this PkernfsVolume volume, string name)
    {
        Assert.True(volume.TryCreateFile(name, out var file, out string? problem), problem);
        Assert.Null(problem);
        return file;
    }

    public static InodeNumber CreateWithBlocks(this PkernfsVolume volume, string name, ulong blocks)
    {
        var file = volume.Create(name);
        Assert.True(volume.TryTruncate(file, new(blocks * Block), out string? problem), problem);
        return file;
    }

    public static ulong[] Blocks(this PkernfsReader reader, InodeNumber file) => [.. reader.FileBlocks(reader.ReadInode(file)!).Select(block => block.Value)];

    public static ulong InodeAt(ulong number) => Base + Block + (number - 1) * 288;
}
