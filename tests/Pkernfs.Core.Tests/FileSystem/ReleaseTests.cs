using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Giving page-table files back with their blocks, which the posted unlink does not.</summary>
public class ReleaseTests
{
    private readonly RegionMemory _memory = Media.Ram(16);
    private readonly PkernfsVolume _volume;

    public ReleaseTests()
    {
        _volume = Media.Formatted(_memory, 16);
        Assert.True(_volume.TryEnsureRootTables(out _, out _));
        foreach (string name in (string[])["dom-0", "dom-1", "dom-2"]) Assert.True(_volume.TryCreateDomainTables(name, out _, out _));
    }

    [Theory]
    [InlineData("root-pgtables")]
    [InlineData("dom-0")]
    [InlineData("dom-1")]
    [InlineData("dom-2")]
    public void A_released_file_leaves_a_sound_medium_and_its_block_is_had_again(string name)
    {
        var block = _volume.Lookup("/iommu/" + name)!.MappingsBlock;
        Assert.True(_volume.TryReleaseTables(name, out string? problem), problem);
        Assert.Null(_volume.Lookup("/iommu/" + name));
        Assert.False(_volume.Reader.IsAllocated(block));
        Assert.Empty(_volume.Reader.Problems);
        Assert.Equal(3, _volume.Reader.Files().Length);
        Assert.Equal(block, _volume.Reader.ReadInode(_volume.Create("next"))!.MappingsBlock);
    }

    /// <summary>As posted, and as it stays: the block is lost until the region is formatted.</summary>
    [Fact]
    public void An_unlinked_file_leaks_its_block()
    {
        var inode = _volume.Lookup("/iommu/dom-1")!;
        Assert.True(_volume.TryUnlink(_volume.Lookup("/iommu")!.Number, "dom-1", out _));
        Assert.True(_volume.Reader.IsAllocated(inode.MappingsBlock));
        Assert.Equal(MediumProblemKind.Leaked, Assert.Single(_volume.Reader.Problems).Kind);
    }

    [Fact]
    public void The_directory_goes_once_it_is_empty()
    {
        Assert.False(_volume.TryReleaseIommuDirectory(out string? problem));
        Assert.StartsWith("ENOTEMPTY", problem, StringComparison.Ordinal);
        foreach (string name in (string[])["dom-1", "root-pgtables", "dom-0", "dom-2"]) Assert.True(_volume.TryReleaseTables(name, out _));
        Assert.True(_volume.TryReleaseIommuDirectory(out _));
        Assert.Empty(_volume.Reader.Entries());
        Assert.Equal([0UL, 1], _volume.Reader.AllocatedRuns.SelectMany(run => run.Blocks).Select(block => block.Value));
        Assert.Empty(_volume.Reader.Problems);
        Assert.False(_volume.TryReleaseIommuDirectory(out problem));
        Assert.StartsWith("ENOENT", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_or_names_no_block_of_a_file_is_refused()
    {
        Assert.False(_volume.TryReleaseTables("dom-7", out string? problem));
        Assert.StartsWith("ENOENT", problem, StringComparison.Ordinal);
        var inode = _volume.Lookup("/iommu/dom-0")!;
        _memory.Poke(Media.InodeAt(inode.Number.Value) + PkernfsLayout.MappingsBlockOffset, new byte[4]);
        var before = _memory.Copy();
        Assert.False(_volume.TryReleaseTables("dom-0", out problem));
        Assert.StartsWith("EIO", problem, StringComparison.Ordinal);
        Assert.True(before.SameBytes(_memory));
    }
}
