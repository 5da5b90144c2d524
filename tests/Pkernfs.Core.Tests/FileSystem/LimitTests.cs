using System.Buffers.Binary;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

public class LimitTests
{
    [Fact]
    public void A_full_region_refuses_files_and_keeps_what_it_handed_out()
    {
        var memory = Media.Ram(8);
        var volume = Media.Formatted(memory, 8);
        var file = volume.Create("big");
        Assert.False(volume.TryTruncate(file, new(9 * Media.Block), out string? truncate));
        Assert.StartsWith("ENOMEM", truncate, StringComparison.Ordinal);
        Assert.Equal([3UL, 4, 5, 6, 7], volume.Reader.Blocks(file));
        var before = memory.Copy();
        Assert.False(volume.TryCreateFile("more", out _, out string? create));
        Assert.StartsWith("ENOMEM", create, StringComparison.Ordinal);
        Assert.True(before.SameBytes(memory));
        Assert.Empty(volume.Reader.Problems);
    }

    [Fact]
    public void A_region_of_two_blocks_holds_no_file()
    {
        var volume = Media.Formatted(Media.Ram(2), 2);
        Assert.False(volume.TryCreateFile("a", out _, out string? problem));
        Assert.StartsWith("ENOMEM", problem, StringComparison.Ordinal);
        Assert.False(volume.TryEnsureRootTables(out _, out _));
    }

    [Fact]
    public void There_are_7281_inodes_and_one_is_the_root()
    {
        // All files but the last two, each the newest in its time, each with its mappings block: what 7278 calls would leave.
        const ulong blocks = 7300, made = 7279;
        var memory = Media.Ram(blocks);
        var volume = Media.Formatted(memory, blocks);
        byte[] record = new byte[288];
        for (ulong number = 2; number <= made; number++)
        {
            new Inode(new(number), InodeFlags.File, new(number == 2 ? 0 : number - 1), default, "f" + number, new(number), 0).Encode(record);
            memory.Poke(Media.InodeAt(number), record);
        }
        memory.Poke(Media.InodeAt(1) + 16, Word(made));
        memory.Poke(Media.Base + 8, Word(made + 1));
        memory.Poke(Media.Base + (1 << 20), Enumerable.Repeat((byte)0xff, (int)(made + 1) / 8).ToArray());
        Assert.Empty(volume.Reader.Problems);

        Assert.Equal(7280UL, volume.Create("f7280").Value);
        Assert.Equal(7281UL, volume.Create("f7281").Value);
        Assert.True(volume.Reader.SuperBlock.NextFreeInode.IsNone);
        var full = memory.Copy();
        Assert.False(volume.TryCreateFile("one-more", out _, out string? problem));
        Assert.StartsWith("ENOMEM", problem, StringComparison.Ordinal);
        Assert.True(full.SameBytes(memory));
        Assert.Empty(volume.Reader.Problems);
        Assert.Equal(7280, volume.Reader.Files().Length);

        Assert.True(volume.TryUnlink(PkernfsLayout.RootDirectoryInode, "f4000", out _));
        Assert.Equal(4000UL, volume.Create("one-more").Value);
    }

    [Fact]
    public void The_allocator_looks_at_no_more_than_2_to_the_20_blocks()
    {
        var memory = Media.Ram((1 << 20) + 8);
        var volume = Media.Formatted(memory, (1 << 20) + 8);
        memory.Poke(Media.Base + (1 << 20), Enumerable.Repeat((byte)0xff, 1 << 17).ToArray());
        memory.Poke(Media.Base + (1 << 20) + (1 << 17) - 1, 0x7f);
        Assert.Equal((1UL << 20) - 1, volume.Reader.ReadInode(volume.Create("last"))!.MappingsBlock.Value);
        Assert.False(volume.TryCreateFile("past", out _, out _));
    }

    [Fact]
    public void The_last_inode_of_the_free_list_can_be_used()
    {
        var memory = Media.Ram(8);
        var volume = Media.Formatted(memory, 8);
        memory.Poke(Media.Base + 8, Word(7281));
        Assert.Equal(7281UL, volume.Create("last").Value);
        Assert.False(volume.TryCreateFile("none", out _, out _));
    }

    private static byte[] Word(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
