using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

public class VolumeTests
{
    [Fact]
    public void A_region_with_the_magic_number_is_restored_without_a_write()
    {
        var memory = Media.Ram(8);
        Media.Formatted(memory, 8).CreateWithBlocks("guest-ram", 2);
        var before = memory.Copy();
        Assert.Equal(InitOutcome.Restored, new PkernfsVolume(memory, Media.Region(8), PkernfsOptions.Intent).Initialise());
        Assert.True(before.SameBytes(memory));
    }

    [Fact]
    public void Any_other_region_is_formatted_whatever_it_held()
    {
        var memory = Media.Ram(4);
        for (ulong at = 0; at < 4 * Media.Block; at += 4096) memory.Poke(Media.Base + at, Enumerable.Repeat((byte)0x5a, 4096).ToArray());
        var volume = Media.Formatted(memory, 4);
        Assert.Empty(volume.Reader.Problems);
        Assert.Empty(volume.Reader.Files());
        Assert.Equal([0UL, 1], volume.Reader.AllocatedRuns.SelectMany(run => run.Blocks).Select(block => block.Value));
    }

    [Theory]
    [InlineData(Media.Base, 1 * Media.Block)]
    [InlineData(Media.Base, 9 * Media.Block)]
    [InlineData(0UL, 4 * Media.Block)]
    [InlineData(ulong.MaxValue, 4 * Media.Block)]
    [InlineData(Media.Base, ulong.MaxValue)]
    public void A_region_that_is_not_all_RAM_is_not_touched(ulong start, ulong length)
    {
        var memory = Media.Ram(8);
        var volume = new PkernfsVolume(memory, new(new(start), new(length)), PkernfsOptions.Intent);
        Assert.Equal(InitOutcome.Unusable, volume.Initialise());
        Assert.Equal(MediumProblemKind.Unreadable, Assert.Single(volume.Reader.Problems).Kind);
        Assert.False(volume.TryCreateFile("a", out _, out string? problem));
        Assert.StartsWith("EIO", problem, StringComparison.Ordinal);
        Assert.True(memory.SameBytes(Media.Ram(8)));
    }

    [Fact]
    public void A_region_at_an_odd_address_works_the_same()
    {
        var region = new PhysicalRange(new(Media.Base + 3), new(8 * Media.Block));
        var volume = new PkernfsVolume(Media.Ram(9), region, PkernfsOptions.Intent);
        Assert.Equal(InitOutcome.Formatted, volume.Initialise());
        Assert.Equal([3UL, 4], volume.Reader.Blocks(volume.CreateWithBlocks("a", 2)));
        Assert.Empty(volume.Reader.Problems);
    }

    [Fact]
    public void Growing_allocates_only_what_is_missing_and_shrinking_nothing()
    {
        var volume = Media.Formatted(Media.Ram(16), 16);
        var file = volume.CreateWithBlocks("guest-ram", 2);
        Assert.Equal([3UL, 4], volume.Reader.Blocks(file));
        Assert.True(volume.TryTruncate(file, new(3 * Media.Block + 1), out _));
        Assert.Equal([3UL, 4, 5, 6], volume.Reader.Blocks(file));
        Assert.True(volume.TryTruncate(file, default, out _));
        Assert.Equal([3UL, 4, 5, 6], volume.Reader.Blocks(file));
        Assert.Empty(volume.Reader.Problems);
    }

    [Fact]
    public void Mappings_and_domain_blocks_are_cleared_data_blocks_are_not()
    {
        var memory = Media.Ram(16);
        var volume = Media.Formatted(memory, 16);
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        for (ulong block = 3; block < 16; block++) memory.Poke(Media.Base + block * Media.Block + 0x1234, 0x5a);
        var file = volume.CreateWithBlocks("guest-ram", 1);
        Assert.True(volume.TryCreateDomainTables("dom-0", out var domain, out _));
        Assert.Equal(3UL, volume.Reader.ReadInode(file)!.MappingsBlock.Value);
        Assert.Equal([4UL], volume.Reader.Blocks(file));
        Assert.Equal([5UL], volume.Reader.Blocks(domain));
        Assert.Equal([(byte)0, (byte)0x5a, (byte)0], new ulong[] { 3, 4, 5 }.Select(block => memory.Peek(Media.Base + block * Media.Block + 0x1234, 1)[0]));
    }

    [Fact]
    public void Unlinking_clears_the_inode_heads_the_free_list_with_it_and_leaks_the_blocks()
    {
        var memory = Media.Ram(16);
        var volume = Media.Formatted(memory, 16);
        volume.CreateWithBlocks("first", 2);
        var second = volume.CreateWithBlocks("second", 1);
        volume.Create("third");
        Assert.True(volume.TryUnlink(PkernfsLayout.RootDirectoryInode, "second", out _));

        byte[] expected = new byte[288];
        expected[8] = 5;
        Assert.Equal(expected, memory.Peek(Media.InodeAt(second.Value), 288));
        Assert.Equal(second, volume.Reader.SuperBlock.NextFreeInode);
        Assert.Equal(["third", "first"], volume.List(PkernfsLayout.RootDirectoryInode).Entries.Select(entry => entry.Name));
        var leak = Assert.Single(volume.Reader.Problems);
        Assert.Equal((MediumProblemKind.Leaked, 5UL, 2UL), (leak.Kind, leak.FirstBlock!.Value.Value, leak.BlockCount));
        Assert.Equal(second, volume.Create("fourth"));
    }

    [Fact]
    public void The_root_tables_are_found_again_by_a_fresh_volume()
    {
        var memory = Media.Ram(8);
        Assert.True(Media.Formatted(memory, 8).TryEnsureRootTables(out var first, out _));
        Assert.Equal(Media.Base + 2 * Media.Block, first.Value);
        var before = memory.Copy();
        var next = new PkernfsVolume(memory, Media.Region(8), PkernfsOptions.Intent);
        next.Initialise();
        Assert.True(next.TryEnsureRootTables(out var second, out _));
        Assert.Equal(first, second);
        Assert.True(before.SameBytes(memory));
    }

    [Fact]
    public void Root_tables_that_userspace_unlinked_are_made_anew_elsewhere()
    {
        var volume = Media.Formatted(Media.Ram(8), 8);
        Assert.True(volume.TryEnsureRootTables(out var first, out _));
        Assert.True(volume.TryUnlink(volume.Lookup("/iommu")!.Number, "root-pgtables", out _));
        Assert.True(volume.TryEnsureRootTables(out var second, out _));
        Assert.Equal(first.Value + Media.Block, second.Value);
    }

    [Theory]
    [InlineData("", "EINVAL")]
    [InlineData(".", "EINVAL")]
    [InlineData("..", "EINVAL")]
    [InlineData("a/b", "EINVAL")]
    [InlineData("a\0b", "EINVAL")]
    [InlineData("taken", "EEXIST")]
    public void Bad_names_are_refused(string name, string errno)
    {
        var memory = Media.Ram(8);
        var volume = Media.Formatted(memory, 8);
        volume.Create("taken");
        var before = memory.Copy();
        Assert.False(volume.TryCreateFile(name, out var file, out string? problem));
        Assert.True(file.IsNone);
        Assert.StartsWith(errno + ": ", problem, StringComparison.Ordinal);
        Assert.True(before.SameBytes(memory));
    }

    [Fact]
    public void A_name_may_have_254_bytes()
    {
        var volume = Media.Formatted(Media.Ram(8), 8);
        string longest = new('n', 254);
        volume.Create(longest);
        Assert.NotNull(volume.Lookup("/" + longest));
        Assert.Empty(volume.Reader.Problems);
        Assert.False(volume.TryCreateFile(longest + "n", out _, out string? problem));
        Assert.StartsWith("ENAMETOOLONG", problem, StringComparison.Ordinal);
        Assert.False(volume.TryCreateFile(new string('ü', 128), out _, out _));
    }

    [Fact]
    public void Calls_on_the_wrong_kind_of_inode_are_refused()
    {
        var volume = Media.Formatted(Media.Ram(8), 8);
        Assert.False(volume.TryCreateDomainTables("dom-0", out _, out string? noDirectory));
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        var file = volume.Create("file");
        var root = PkernfsLayout.RootDirectoryInode;
        Assert.False(volume.TryCreateFile(file, "a", out _, out string? inFile));
        Assert.False(volume.TryUnlink(root, "iommu", out string? unlinkDirectory));
        Assert.False(volume.TryUnlink(root, "none", out string? unlinkNothing));
        Assert.False(volume.TryTruncate(root, new(1), out string? truncateDirectory));
        Assert.False(volume.TryTruncate(new(77), new(1), out string? truncateFree));
        Assert.False(volume.TryTruncate(file, new(262_145 * Media.Block), out string? truncateTooFar));
        Assert.False(volume.TryGetTables(file, InodeFlags.IommuDomainTables, out _, out string? wrongType));
        Assert.Equal(
            ["ENOENT", "ENOTDIR", "EISDIR", "ENOENT", "EISDIR", "ENOENT", "EFBIG", "EBADF"],
            new[] { noDirectory, inFile, unlinkDirectory, unlinkNothing, truncateDirectory, truncateFree, truncateTooFar, wrongType }.Select(problem => problem!.Split(':')[0]));
    }

    [Fact]
    public void Truncating_a_domain_file_to_its_block_changes_nothing()
    {
        var memory = Media.Ram(8);
        var volume = Media.Formatted(memory, 8);
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        Assert.True(volume.TryCreateDomainTables("dom-0", out var domain, out _));
        var before = memory.Copy();
        Assert.True(volume.TryTruncate(domain, new(Media.Block), out _));
        Assert.True(before.SameBytes(memory));
        Assert.False(volume.TryTruncate(domain, new(Media.Block + 1), out string? problem));
        Assert.StartsWith("EFBIG", problem, StringComparison.Ordinal);
    }
}
