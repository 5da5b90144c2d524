using System.Buffers.Binary;
using CsCheck;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Media that no kernel wrote: every question still ends, and says what is wrong.</summary>
public class BrokenMediumTests
{
    private const ulong Blocks = 24;

    // Inodes: 2 /a, 3 /b, 4 /c, 5 /iommu, 6 root-pgtables, 7 dom-0.
    private static RegionMemory Sound()
    {
        var memory = Media.Ram(Blocks);
        var volume = Media.Formatted(memory, Blocks);
        foreach (string name in new[] { "a", "b", "c" }) volume.CreateWithBlocks(name, 2);
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        Assert.True(volume.TryCreateDomainTables("dom-0", out _, out _));
        return memory;
    }

    private static PkernfsReader Read(RegionMemory memory) => new(memory, Media.Region(Blocks));

    private static void Poke64(RegionMemory memory, ulong address, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        memory.Poke(address, bytes);
    }

    [Theory]
    [InlineData(2, 8, 4UL, MediumProblemKind.ListCycle)]
    [InlineData(2, 8, 2UL, MediumProblemKind.ListCycle)]
    [InlineData(2, 8, 7282UL, MediumProblemKind.ListLeavesStore)]
    [InlineData(2, 8, ulong.MaxValue, MediumProblemKind.ListLeavesStore)]
    [InlineData(2, 8, 4000UL, MediumProblemKind.ListHitsFreeInode)]
    [InlineData(2, 8, 7UL, MediumProblemKind.LinkedTwice)]
    [InlineData(5, 16, 5UL, MediumProblemKind.LinkedTwice)]
    [InlineData(5, 16, 1UL, MediumProblemKind.LinkedTwice)]
    [InlineData(5, 16, 0UL, MediumProblemKind.LostInode)]
    [InlineData(8, 8, 3UL, MediumProblemKind.FreeListHitsUsedInode)]
    [InlineData(8, 8, 8UL, MediumProblemKind.ListCycle)]
    [InlineData(8, 8, 0UL, MediumProblemKind.LostInode)]
    [InlineData(3, 280, 8UL | 0x7fffffffUL << 32, MediumProblemKind.BadMappingCount)]
    [InlineData(3, 280, 5UL | 0xffffffffUL << 32, MediumProblemKind.BadMappingCount)]
    [InlineData(3, 280, 24UL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(3, 280, 0xffffffffUL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(3, 280, 0UL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(7, 280, 1UL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(7, 280, 3UL, MediumProblemKind.OwnedTwice)]
    [InlineData(7, 280, 20UL, MediumProblemKind.OwnedButClear)]
    public void A_bad_field_is_named(ulong inode, ulong offset, ulong value, MediumProblemKind expected)
    {
        var memory = Sound();
        Poke64(memory, Media.InodeAt(inode) + offset, value);
        var problems = Read(memory).Problems;
        Assert.Contains(problems, problem => problem.Kind == expected);
        Assert.All(problems, problem => Assert.EndsWith(".", problem.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void The_sound_medium_has_no_problem() => Assert.Empty(Read(Sound()).Problems);

    [Fact]
    public void A_cyclic_list_gives_what_it_holds_and_why_it_ends()
    {
        var memory = Sound();
        Poke64(memory, Media.InodeAt(2) + 8, 4);
        var listing = Read(memory).List(PkernfsLayout.RootDirectoryInode);
        Assert.Equal(["iommu", "c", "b", "a"], listing.Entries.Select(entry => entry.Name));
        Assert.Equal(Media.InodeAt(2) + 8, listing.Problem!.Bytes.Start.Value);
        Assert.Null(Read(memory).Lookup(PkernfsLayout.RootDirectoryInode, "none"));
    }

    [Fact]
    public void A_name_without_NUL_is_255_bytes_long()
    {
        var memory = Sound();
        memory.Poke(Media.InodeAt(3) + 24, Enumerable.Repeat((byte)'x', 255).ToArray());
        var reader = Read(memory);
        Assert.Equal(new string('x', 255), reader.ReadInode(new(3))!.Name);
        Assert.Equal(MediumProblemKind.NameWithoutEnd, Assert.Single(reader.Problems).Kind);
    }

    [Fact]
    public void A_cleared_bit_lets_the_block_be_handed_out_twice()
    {
        var memory = Sound();
        memory.Poke(Media.Base + (1 << 20), 0xf7);
        Assert.Equal(new BlockIndex(3), Assert.Single(Read(memory).Problems).FirstBlock);
        new PkernfsVolume(memory, Media.Region(Blocks), PkernfsOptions.Intent).CreateWithBlocks("d", 0);
        Assert.Equal(MediumProblemKind.OwnedTwice, Assert.Single(Read(memory).Problems).Kind);
    }

    [Fact]
    public void Without_the_magic_number_there_is_nothing_to_read()
    {
        var memory = Sound();
        memory.Poke(Media.Base, 0);
        var reader = Read(memory);
        Assert.Equal(MediumProblemKind.NotFormatted, Assert.Single(reader.Problems).Kind);
        Assert.Empty(reader.Entries());
        Assert.Empty(reader.BlockOwners());
        Assert.Null(reader.Lookup("/a"));
    }

    [Fact]
    public void Inodes_chained_as_directories_do_not_exhaust_the_stack()
    {
        var memory = Sound();
        for (ulong inode = 2; inode < 7281; inode++)
        {
            memory.Poke(Media.InodeAt(inode), 2);
            Poke64(memory, Media.InodeAt(inode) + 8, 0);
            Poke64(memory, Media.InodeAt(inode) + 16, inode + 1);
        }
        Assert.NotEmpty(Read(memory).Problems);
    }

    [Fact]
    public void No_damage_makes_a_question_or_a_call_throw_or_hang()
    {
        var sound = Sound();
        // Where the metadata is: the super block, the bitmap's first bytes, the first inodes and the first mappings.
        var place = Gen.OneOf(
            Gen.ULong[0, 15].Select(offset => Media.Base + offset),
            Gen.ULong[0, 7].Select(offset => Media.Base + (1 << 20) + offset),
            Gen.ULong[0, 8 * 288 - 1].Select(offset => Media.InodeAt(1) + offset),
            Gen.ULong[0, 31].Select(offset => Media.Base + 2 * Media.Block + offset));
        var value = Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 0xff));
        Gen.Select(place, value).Array[1, 12].Sample(
            damage =>
            {
                var memory = sound.Copy();
                foreach (var (address, one) in damage)
                {
                    // The magic number stays: without it everything is refused at once.
                    if (address >= Media.Base + 8) memory.Poke(address, one);
                }
                AskEverything(Read(memory));
                foreach (var options in new[] { PkernfsOptions.Intent, PkernfsOptions.AsPosted }) DriveEverything(new(memory.Copy(), Media.Region(Blocks), options));
            },
            iter: 150);
    }

    private static void AskEverything(PkernfsReader reader)
    {
        foreach (var (path, inode) in reader.Entries())
        {
            _ = reader.Lookup(path);
            foreach (var block in reader.FileBlocks(inode)) _ = reader.BlockBytes(block).End.ToString() + reader.IsAllocated(block);
        }
        _ = reader.AllocatedRuns;
        _ = reader.BlockOwners();
        foreach (var problem in reader.Problems) _ = problem.ToString();
    }

    private static void DriveEverything(PkernfsVolume volume)
    {
        volume.TryCreateFile("new", out _, out _);
        volume.TryEnsureRootTables(out _, out _);
        volume.TryCreateDomainTables("dom-1", out _, out _);
        for (ulong inode = 1; inode < 9; inode++)
        {
            volume.TryTruncate(new(inode), new(3 * Media.Block), out _);
            volume.TryGetTables(new(inode), InodeFlags.IommuDomainTables, out _, out _);
            volume.TryUnlink(new(inode), "a", out _);
        }
        foreach (string name in new[] { "a", "b", "c", "new" }) volume.TryUnlink(PkernfsLayout.RootDirectoryInode, name, out _);
        AskEverything(volume.Reader);
    }
}
