using System.Buffers.Binary;
using System.Text;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>The bytes of the medium, offset by offset (RFC 01/18 to 04/18, 07/18, 12/18).</summary>
public class LayoutTests
{
    private const ulong Store = Media.Base + Media.Block;

    private static readonly RegionMemory Memory = Example();

    // /guest-ram of three blocks, then what the IOMMU driver and userspace make: inodes 2 to 5, blocks 2 to 7.
    private static RegionMemory Example()
    {
        var memory = Media.Ram(16);
        var volume = Media.Formatted(memory, 16);
        volume.CreateWithBlocks("guest-ram", 3);
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        Assert.True(volume.TryCreateDomainTables("dom-0", out _, out _));
        return memory;
    }

    [Theory]
    [InlineData(Media.Base + 0, 0x706b65726e6673UL)]
    [InlineData(Media.Base + 8, 6UL)]
    [InlineData(Media.Base + 16, 0UL)]
    [InlineData(Media.Base + (1 << 20), 0b1111_1111UL)]
    [InlineData(Media.Base + (1 << 20) + 8, 0UL)]
    [InlineData(Store + 0, 2UL)]
    [InlineData(Store + 8, 2UL)]
    [InlineData(Store + 16, 3UL)]
    [InlineData(Store + 24, 0x2eUL)]
    [InlineData(Store + 288 + 0, 1UL)]
    [InlineData(Store + 288 + 8, 0UL)]
    [InlineData(Store + 288 + 16, 0UL)]
    [InlineData(Store + 288 + 280, 2UL | 3UL << 32)]
    [InlineData(Store + 2 * 288 + 0, 4UL)]
    [InlineData(Store + 2 * 288 + 8, 2UL)]
    [InlineData(Store + 2 * 288 + 16, 5UL)]
    [InlineData(Store + 2 * 288 + 280, 0UL)]
    [InlineData(Store + 3 * 288 + 0, 8UL)]
    [InlineData(Store + 3 * 288 + 8, 0UL)]
    [InlineData(Store + 3 * 288 + 280, 6UL)]
    [InlineData(Store + 4 * 288 + 0, 16UL)]
    [InlineData(Store + 4 * 288 + 8, 4UL)]
    [InlineData(Store + 4 * 288 + 280, 7UL)]
    [InlineData(Store + 5 * 288 + 0, 0UL)]
    [InlineData(Store + 5 * 288 + 8, 7UL)]
    [InlineData(Store + 7279 * 288 + 8, 7281UL)]
    [InlineData(Store + 7280 * 288 + 8, 0UL)]
    [InlineData(Store + 7281 * 288 + 8, 0UL)]
    [InlineData(Media.Base + 2 * Media.Block + 0, 3UL)]
    [InlineData(Media.Base + 2 * Media.Block + 8, 4UL)]
    [InlineData(Media.Base + 2 * Media.Block + 16, 5UL)]
    [InlineData(Media.Base + 2 * Media.Block + 24, 0UL)]
    [InlineData(Media.Base + 6 * Media.Block, 1UL)]
    public void Words_are_where_the_format_says(ulong address, ulong expected) =>
        Assert.Equal(expected, BinaryPrimitives.ReadUInt64LittleEndian(Memory.Peek(address, 8)));

    [Theory]
    [InlineData(1, ".")]
    [InlineData(2, "guest-ram")]
    [InlineData(3, "iommu")]
    [InlineData(4, "root-pgtables")]
    [InlineData(5, "dom-0")]
    public void A_name_is_255_bytes_at_24_padded_with_NULs(ulong inode, string name)
    {
        byte[] expected = new byte[256];
        Encoding.ASCII.GetBytes(name, expected);
        Assert.Equal(expected, Memory.Peek(Media.InodeAt(inode) + 24, 256));
    }

    [Fact]
    public void The_magic_number_spells_pkernfs() =>
        Assert.Equal("sfnrekp\0", Encoding.ASCII.GetString(Memory.Peek(Media.Base, 8)));

    [Fact]
    public void The_numbers_of_the_format()
    {
        Assert.Equal(7281UL, PkernfsLayout.MaxInode);
        Assert.Equal(262_144, PkernfsLayout.MappingsCapacity);
        Assert.Equal(512, PkernfsLayout.RegionPages);
        Assert.Equal(1UL << 20, PkernfsLayout.BitmapScanLimit);
        Assert.True(PkernfsLayout.MaxInode * 288 < Media.Block && (PkernfsLayout.MaxInode + 1) * 288 >= Media.Block);
    }

    [Fact]
    public void The_example_decodes_to_the_tree_it_was_made_as()
    {
        var reader = new PkernfsReader(Memory, Media.Region(16));
        Assert.Equal(["/iommu/dom-0", "/iommu/root-pgtables", "/guest-ram"], reader.Files().Select(file => file.Path));
        Assert.Equal(["/iommu", "/iommu/dom-0", "/iommu/root-pgtables", "/guest-ram"], reader.Entries().Select(entry => entry.Path));
        Assert.Equal([3UL, 4, 5], reader.Blocks(new(2)));
        Assert.Equal([6UL], reader.Blocks(new(4)));
        Assert.Equal([7UL], reader.Blocks(new(5)));
        Assert.Equal(
            [BlockUse.SuperBlock, BlockUse.InodeStore, BlockUse.Mappings, BlockUse.Data, BlockUse.RootTables, BlockUse.DomainTables],
            reader.BlockOwners().Select(owner => owner.Use));
        Assert.Empty(reader.Problems);
    }
}
