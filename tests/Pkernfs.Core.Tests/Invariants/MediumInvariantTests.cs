using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>What must hold of pkernfs' own bytes.</summary>
public sealed class MediumInvariantTests
{
    private static PkernfsReader Medium => new(Runs.Intended.At("jump").Machine.Platform.Memory, Runs.Region);

    [Fact]
    public void A_block_that_a_file_names_twice_is_told_by_the_file()
    {
        var file = Medium.Lookup("/guest-ram")!;
        var entry = Medium.BlockAddress(file.MappingsBlock) + new ByteCount(8);

        var broken = Runs.Intended.CheckPoked("blocks-owned-once", "jump", memory => memory.TryWriteWord(entry, Medium.FileBlocks(file)[0].Value));

        Assert.Equal(Medium.InodeBytes(file.Number), Assert.Single(broken).Bytes);
        Assert.Contains("owned more than once", broken[0].Sentence, StringComparison.Ordinal);
        Assert.Empty(Runs.Intended.Check("blocks-owned-once", "jump"));
    }

    [Fact]
    public void An_owned_block_whose_bit_is_clear_is_told_by_the_byte_of_the_bitmap()
    {
        var block = Medium.FileBlocks(Medium.Lookup("/guest-ram")!)[^1];
        var bit = PkernfsLayout.BitmapAddress(Runs.Region, block);

        var broken = Runs.Intended.CheckPoked("blocks-owned-once", "jump", memory => Toggle(memory, bit, (int)block.Value & 7));

        Assert.Equal(new PhysicalRange(bit, new(1)), Assert.Single(broken).Bytes);
    }

    [Fact]
    public void A_table_whose_page_is_free_in_its_file_is_told_by_the_byte_of_that_files_bitmap()
    {
        var file = Medium.BlockAddress(Medium.Lookup("/iommu/dom-0")!.MappingsBlock);

        var broken = Runs.Intended.CheckPoked("blocks-owned-once", "jump", memory => Toggle(memory, file, PkernfsLayout.RegionRootPage));

        Assert.Equal((new PhysicalRange(file, new(1)), Runs.Assigned), (Assert.Single(broken).Bytes, broken[0].Function));
    }

    [Fact]
    public void A_block_that_nobody_owns_is_lost_and_no_double_owner()
    {
        var bit = PkernfsLayout.BitmapAddress(Runs.Region, new(400));

        var broken = Runs.Intended.CheckPoked("no-leaked-blocks", "jump", memory => Toggle(memory, bit, 0));

        Assert.Equal(new PhysicalRange(bit, new(1)), Assert.Single(broken).Bytes);
        Assert.Empty(Runs.Intended.Check("no-leaked-blocks", "jump"));
        Assert.Empty(Runs.Intended.CheckPoked("blocks-owned-once", "jump", memory => Toggle(memory, bit, 0)));
    }

    [Fact]
    public void A_page_table_file_that_is_not_freed_after_the_switch_is_told_by_its_inode()
    {
        var plan = Runs.Plan("save-restore");
        var run = Runner.Run(plan with { Edits = [new SkipStep("free-iommu-files")] }, TestContext.Current.CancellationToken);
        var medium = new PkernfsReader(run.Moments[^1].Machine.Platform.Memory, Runs.Region);

        var broken = run.Check("no-tables-left", "guest-goes-on");

        Assert.Equal(
            [medium.InodeBytes(medium.Lookup("/iommu/root-pgtables")!.Number), medium.InodeBytes(medium.Lookup("/iommu/dom-0")!.Number)],
            broken.Select(violation => violation.Bytes!.Value));
        Assert.Empty(run.Check("no-tables-left", "resume-vcpus"));
    }

    private static void Toggle(MemoryWriter memory, PhysicalAddress address, int bit)
    {
        byte[] one = new byte[1];
        Assert.True(memory.TryRead(address, one));
        one[0] ^= (byte)(1 << bit);
        Assert.True(memory.TryWrite(address, one));
    }
}
