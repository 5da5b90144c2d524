using System.Buffers.Binary;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Files of 1 GiB pieces, and the whole bitmap: limits of the posted file system that options of ours lift.</summary>
public class GiganticBlockTests
{
    private const ulong Gigabyte = 1UL << 30;

    [Fact]
    public void A_file_of_1_GiB_or_more_is_made_of_aligned_pieces()
    {
        // The region begins a block past a multiple of 1 GiB, so its first piece is block 511.
        var region = new PhysicalRange(new(Gigabyte + Media.Block), new(4 * Gigabyte));
        var memory = new RegionMemory(region);
        var volume = Formatted(memory, region, LiftedLimits.GiganticBlocks);
        var file = volume.Create("guest-ram");
        Assert.True(volume.TryTruncate(file, new((2 * Gigabyte) + 1), out string? problem), problem);

        var inode = volume.Reader.ReadInode(file)!;
        Assert.Equal((InodeFlags.File | InodeFlags.GiganticBlocks, 3), (inode.Flags, inode.MappingCount));
        Assert.Equal(129, memory.Peek(volume.Reader.InodeBytes(file).Start.Value, 1)[0]);
        Assert.Equal([new BlockRun(new(511), 3 * 512)], volume.Reader.FileRuns(inode));
        byte[] entries = memory.Peek(volume.Reader.BlockAddress(inode.MappingsBlock).Value, 24);
        Assert.Equal([511UL, 1023, 1535], Enumerable.Range(0, 3).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(entries.AsSpan(i * 8))));
        Assert.Equal(0UL, volume.Reader.FileMemory(inode, new(Gigabyte)).Single().Start.Value % Gigabyte);
        Assert.Equal(Gigabyte, volume.Reader.FileMemory(inode, new(Gigabyte)).Single().Length.Value);
        Assert.Equal(2 + 1 + (3 * 512UL), volume.Reader.AllocatedCount);
        Assert.Empty(volume.Reader.Problems);
    }

    [Fact]
    public void Small_files_and_files_that_have_blocks_stay_as_posted()
    {
        var region = new PhysicalRange(new(Gigabyte), new(4 * Gigabyte));
        var volume = Formatted(new(region), region, LiftedLimits.GiganticBlocks);
        var small = volume.CreateWithBlocks("vm-state", 3);
        Assert.True(volume.TryTruncate(small, new(Gigabyte), out _));
        Assert.Equal((InodeFlags.File, 512), (volume.Reader.ReadInode(small)!.Flags, volume.Reader.ReadInode(small)!.MappingCount));
        Assert.Empty(volume.Reader.Problems);
    }

    [Fact]
    public void Without_an_aligned_piece_it_is_ENOMEM()
    {
        var region = new PhysicalRange(new(Gigabyte + Media.Block), new(2 * Gigabyte - 2 * Media.Block));
        var volume = Formatted(new(region), region, LiftedLimits.GiganticBlocks);
        var file = volume.Create("guest-ram");
        Assert.False(volume.TryTruncate(file, new(Gigabyte), out string? problem));
        Assert.StartsWith("ENOMEM: no 1 GiB at a multiple of 1 GiB is free in the 1022 blocks", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_that_leaves_the_region_is_told()
    {
        var region = new PhysicalRange(new(Gigabyte), new(3 * Gigabyte));
        var memory = new RegionMemory(region);
        var volume = Formatted(memory, region, LiftedLimits.GiganticBlocks);
        var file = volume.Create("guest-ram");
        Assert.True(volume.TryTruncate(file, new(Gigabyte), out _));
        byte[] entry = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, 1500);
        Assert.True(memory.TryWrite(volume.Reader.BlockAddress(volume.Reader.ReadInode(file)!.MappingsBlock), entry));

        var problems = volume.Reader.Problems;
        Assert.Contains(problems, problem => problem is { Kind: MediumProblemKind.BlockOutOfBounds, FirstBlock.Value: 1536, BlockCount: 476 });
        Assert.Contains(problems, problem => problem is { Kind: MediumProblemKind.OwnedButClear, FirstBlock.Value: 1500, BlockCount: 36 });
        Assert.Contains(problems, problem => problem is { Kind: MediumProblemKind.Leaked, FirstBlock.Value: 512, BlockCount: 512 });
    }

    [Theory]
    [InlineData(LiftedLimits.None, 1UL << 20)]
    [InlineData(LiftedLimits.WholeBitmap, (1UL << 20) + 40)]
    public void The_allocator_looks_at_2_TiB_or_at_the_whole_bitmap(LiftedLimits lifted, ulong blocks)
    {
        var region = new PhysicalRange(new(Gigabyte), new(((1UL << 20) + 40) * Media.Block));
        var memory = new RegionMemory(region);
        var volume = Formatted(memory, region, lifted);
        // All but the last block before the end of the scan is taken.
        byte[] full = new byte[(1 << 20) / 8];
        Array.Fill(full, (byte)0xff);
        Assert.True(memory.TryWrite(new(region.Start.Value + (1 << 20)), full));
        Assert.True(memory.TryWrite(new(region.Start.Value + (1 << 20) + (ulong)full.Length - 1), [0x3f]));

        ulong files = 0;
        string? problem;
        while (volume.TryCreateFile($"f{files}", out _, out problem)) files++;

        Assert.Equal(blocks - ((1UL << 20) - 2), files);
        Assert.StartsWith(lifted == LiftedLimits.None ? "ENOMEM: all 1048576 blocks that the allocator looks at are allocated, 2 TiB of the region" : "ENOMEM: all 1048616 blocks of the region", problem, StringComparison.Ordinal);
    }

    private static PkernfsVolume Formatted(RegionMemory memory, PhysicalRange region, LiftedLimits lifted)
    {
        var volume = new PkernfsVolume(memory, region, PkernfsOptions.Intent with { Lifted = lifted });
        Assert.Equal(InitOutcome.Formatted, volume.Initialise());
        return volume;
    }
}
