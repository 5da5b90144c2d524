using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Tests.Invariants;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>A region whose place kernel A chooses: what tells kernel B is Kexec HandOver, its record and a tree of the region's own.</summary>
public class ChosenRegionTests
{
    private static readonly Lazy<RunTimeline> LazyRun = new(() => Runner.Run(Runs.Plan("pkernfs-dynamic")));

    private static RunTimeline Run => LazyRun.Value;

    private static PhysicalRange Region => Run.Moments[^1].Machine.Kernel!.CommandLine.Pkernfs!.Value;

    private static PlatformState Relocated => Run.At("relocate-kernel").Machine.Platform;

    private static HandoverSetupData Node => HandoverBoot.Find(Relocated.Memory, BootParameters.Read(Relocated.Memory, Relocated.Processor.BootParameters, out _)!)!;

    private static HandoverTree Root => HandoverTree.Read(Relocated.Memory, Node.Tree, out _)!;

    [Fact]
    public void Both_kernels_have_the_same_place_and_keep_out_of_it()
    {
        Assert.Equal(Region, Run.At("parse-command-line-a").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Null(Run.At("decompress-kernel-a").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Null(Run.At("populate-handover").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Equal(Region, Run.At("find-region-b").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Equal(ByteCount.FromGiB(1), Region.Length);
        Assert.True(Region.Start.IsAligned(ByteCount.FromMiB(2)));
        foreach (var moment in Run.Moments.Where(moment => moment.Step.Index >= Run.At("parse-command-line-a").Step.Index && moment.Machine.Kernel is { CommandLine.Pkernfs: not null }))
        {
            var kernel = moment.Machine.Kernel!;
            Assert.DoesNotContain(kernel.Map.UsablePages, range => range.Overlaps(Region));
            Assert.DoesNotContain(kernel.Pages.Allocations, allocation => allocation.Range.Overlaps(Region));
            Assert.DoesNotContain(kernel.Scratch, area => area.Overlaps(Region));
            Assert.False(kernel.Image.Overlaps(Region));
        }
    }

    /// <summary>Until it knows the region the next kernel uses scratch alone.</summary>
    [Fact]
    public void Kernel_B_boots_in_scratch()
    {
        var scratch = ScratchAreas.Read(Relocated.Memory, Node.Scratch, Node.ScratchSize, out _)!.Value;
        Assert.Equal(3, scratch.Length);
        Assert.Contains(scratch, area => area.Contains(Run.At("decompress-kernel-b").Machine.Kernel!.Image));
        Assert.All(Run.At("boot-memory-b").Machine.Kernel!.Pages.Allocations, allocation => Assert.Contains(scratch, area => area.Contains(allocation.Range)));
    }

    [Theory]
    [InlineData(HandoverVersion.V1)]
    [InlineData(HandoverVersion.V2)]
    [InlineData(HandoverVersion.V3)]
    [InlineData(HandoverVersion.V4)]
    public void Record_and_tree_name_the_region_in_every_format(HandoverVersion version)
    {
        var run = version == HandoverVersion.V4 ? Run : Runner.Run(Run.Plan with { Handover = version });
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        var platform = run.At("relocate-kernel").Machine.Platform;
        var node = HandoverBoot.Find(platform.Memory, BootParameters.Read(platform.Memory, platform.Processor.BootParameters, out _)!)!;
        var root = HandoverTree.Read(platform.Memory, node.Tree, out string? problem)!;
        Assert.Null(problem);
        Assert.Equal(version, root.Version);
        var region = run.Moments[^1].Machine.Kernel!.CommandLine.Pkernfs!.Value;
        var child = root.Child("pkernfs")!;
        Assert.Equal(region, RegionTree.Read(platform.Memory, child.Data, out _)!.Region);
        var kept = PreservedBlock.Merge(PreservedMap.Read(platform.Memory, root).Blocks).ToArray();
        Assert.Contains(kept, range => range.Contains(region));
        Assert.Contains(kept, range => range.Contains(child.Data));
        Assert.Contains(kept, range => range.Contains(node.Tree));
    }

    /// <summary>Each structure is taken away between copy and boot: the step that misses it, and what becomes of guest RAM where no luck is in it.</summary>
    [Theory]
    [InlineData("node in setup_data", "parse-command-line-b", "Nothing that was handed over says where the region is", null)]
    [InlineData("root tree", "populate-handover", "At ", null)]
    [InlineData("array of scratch areas", "populate-handover", "Scratch area 0", null)]
    [InlineData("region's tree", "find-region-b", "At ", true)]
    [InlineData("region's name", "find-region-b", "this kernel reads \"pkernfs-region-v1\" and nothing else", true)]
    [InlineData("region's size", "find-region-b", "the command line asks for 1 GiB", true)]
    [InlineData("record of preserved memory", "find-region-b", "has not all of it", false)]
    public void A_structure_that_is_lost_is_missed(string structure, string step, string words, bool? kept)
    {
        var tree = Root.Child("pkernfs")!.Data;
        byte[] page = new byte[FrameNumber.SizeInBytes];
        Relocated.Memory.TryRead(tree, page);
        PhysicalRange bytes = structure switch
        {
            "node in setup_data" => new(BootParameters.Read(Relocated.Memory, Relocated.Processor.BootParameters, out _)!.SetupData, new(HandoverSetupData.Size)),
            "root tree" => new(Node.Tree, ByteCount.Page),
            "array of scratch areas" => new(Node.Scratch, new(Node.ScratchSize)),
            "region's tree" => new(tree, ByteCount.Page),
            "region's name" => new(tree + new ByteCount((ulong)page.AsSpan().IndexOf("pkernfs-region"u8)), new(4)),
            "region's size" => new(tree + new ByteCount((ulong)FlattenedDeviceTree.Values(page).First(value => value.Path.EndsWith("size", StringComparison.Ordinal)).Offset), new(8)),
            _ => new(Root.Map, ByteCount.Page),
        };
        var moments = Run.GoOn("relocate-kernel", Run.Poke("relocate-kernel", memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value]))));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(words, first.Step.Problems[0], StringComparison.Ordinal);
        if (kept is null) return;
        // What the record names nobody gets, even where nobody knows what it is.
        var kernel = moments.First(moment => moment.Step.Id == "free-memory-b").Machine.Kernel!;
        Assert.Equal(kept, kernel.Pages.Allocations.Any(allocation => allocation.Label == HandoverBoot.Unclaimed && Region.Contains(allocation.Range)));
        Assert.Equal(kept, moments.All(moment => moment.Dma(Runs.Assigned).Counts.Misdirected == 0 && !Overwritten(moment.Machine.Kernel)));
    }

    /// <summary>The same board gives the same place: that the guest's memory is still there then is luck, and is told so.</summary>
    [Fact]
    public void Without_a_handover_kernel_B_chooses_anew_and_says_so()
    {
        var moments = Run.GoOn("relocate-kernel", Run.Poke("relocate-kernel", memory => memory.TryWrite(Node.Tree, new byte[FrameNumber.SizeInBytes])));
        var found = moments.First(moment => moment.Step.Id == "find-region-b");
        Assert.Contains("as in a first boot", Assert.Single(found.Step.Problems), StringComparison.Ordinal);
        Assert.NotNull(found.Machine.Kernel!.CommandLine.Pkernfs);
    }

    /// <summary>What hands it on is held to the rules of any handover, byte by byte.</summary>
    [Fact]
    public void A_block_of_the_region_that_the_record_lacks_is_found_by_the_invariants()
    {
        string[] rules = ["preserved-outside-scratch", "segments-in-scratch", "tables-handed-over", "pointers-handed-over"];
        var report = InvariantReport.Of(new RunInspection(Run), TestContext.Current.CancellationToken);
        Assert.Empty(report.Broken);
        Assert.All(rules, rule => Assert.Contains(report.Verdicts, verdict => verdict.Invariant.Id == rule));
        var block = PreservedBlock.Split(Region).First();
        var broken = Run.CheckPoked("pointers-handed-over", "relocate-kernel", memory => PreservedRadix.Clear(memory, Root.Map, block));
        var tree = Root.Child("pkernfs")!.Data;
        Assert.True(new PhysicalRange(tree, ByteCount.Page).Contains(Assert.Single(broken).Bytes!.Value));
        Assert.NotEmpty(Run.CheckPoked("tables-handed-over", "relocate-kernel", memory => PreservedRadix.Clear(memory, Root.Map, PreservedBlock.Split(Region).ElementAt(1))));
    }

    /// <summary>The region is in the next kernel's own record, for the update after this one, and the old tree's page is free memory again.</summary>
    [Fact]
    public void Kernel_B_hands_it_over_in_turn()
    {
        var kernel = Run.At("preserve-region-b").Machine.Kernel!;
        var memory = Run.At("preserve-region-b").Machine.Platform.Memory;
        var root = HandoverTree.Read(memory, kernel.Handover!.Tree, out _)!;
        Assert.Equal(Region, RegionTree.Read(memory, root.Child("pkernfs")!.Data, out _)!.Region);
        Assert.Contains(PreservedBlock.Merge(PreservedMap.Read(memory, root).Blocks), range => range.Contains(Region));
        var former = Root.Child("pkernfs")!.Data;
        Assert.NotEqual(former, root.Child("pkernfs")!.Data);
        Assert.NotEqual(HandoverBoot.Unclaimed, kernel.Pages.At(former)?.Label);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(0x38)]
    [InlineData(0x60)]
    public void A_damaged_tree_never_throws(int offset)
    {
        var tree = Root.Child("pkernfs")!.Data;
        var moments = Run.GoOn("relocate-kernel", Run.Poke("relocate-kernel", memory => memory.TryWrite(tree + new ByteCount((ulong)offset), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])));
        Assert.Contains(moments, moment => moment.Step.Problems.Length > 0);
    }

    /// <summary>Before it has a place the region is like any other memory, and after that it is known without a kernel, too.</summary>
    [Fact]
    public void The_map_knows_the_region_from_the_moment_on_at_which_it_is_chosen()
    {
        var run = new RunInspection(Run);
        Assert.Equal(Region, run.Region);
        Assert.Null(run.RegionAt(Run.At("decompress-kernel-a").Step.Index));
        Assert.Equal(Region, run.RegionAt(Run.At("parse-command-line-a").Step.Index));
        Assert.Equal(Region, run.RegionAt(Run.At("jump").Step.Index));
        Assert.NotNull(MomentInspection.Of(run, Run.At("jump").Step.Index).Medium);
        Assert.Equal("free", run.OwnershipAt(Run.At("power-on").Step.Index).At(Region.Start)!.Label);
    }

    /// <summary>The handover's record names all of the region; what its blocks are for the medium says.</summary>
    [Theory]
    [InlineData("run-guest")]
    [InlineData("jump")]
    [InlineData("populate-handover")]
    [InlineData("guest-goes-on")]
    public void The_region_s_blocks_have_the_owners_that_the_medium_gives_them(string step)
    {
        var run = new RunInspection(Run);
        var owners = run.OwnershipAt(Run.At(step).Step.Index);
        var medium = new PkernfsReader(Run.At(step).Machine.Platform.Memory, Region);
        Assert.All(medium.FileBlocks(medium.Lookup("/guest-ram")!), block => Assert.Equal(OwnerClass.GuestRam, owners.At(medium.BlockAddress(block))!.Class));
        Assert.DoesNotContain(owners.Extents, extent => extent.Range.Overlaps(Region) && extent.Class is OwnerClass.HandoverMetadata or OwnerClass.Stale);
    }

    [Fact]
    public void The_region_s_tree_is_told_to_the_bit()
    {
        var run = new RunInspection(Run);
        var moment = MomentInspection.Of(run, Run.At("relocate-kernel").Step.Index);
        var tree = Root.Child("pkernfs")!.Data;
        byte[] page = new byte[FrameNumber.SizeInBytes];
        Relocated.Memory.TryRead(tree, page);
        foreach (var value in FlattenedDeviceTree.Values(page).Where(value => value.Length == sizeof(ulong)))
        {
            var role = moment.RoleOf(tree + new ByteCount((ulong)value.Offset));
            Assert.Equal(ByteRoleKind.DeviceTree, role.Kind);
            Assert.StartsWith("tree of the pkernfs region", role.Detail, StringComparison.Ordinal);
            Assert.Equal(Enumerable.Range(0, 64), role.Decoded!.Fields.SelectMany(field => Enumerable.Range(field.Low, field.Width)));
        }
        Assert.Equal(2, FlattenedDeviceTree.Values(page).Count(value => value.Length == sizeof(ulong)));
        Assert.NotNull(moment.RoleOf(Node.Tree).Decoded);
    }

    private static bool Overwritten(KernelState? kernel) =>
        kernel is { Pages.Allocations: var allocations } && allocations.Any(allocation => allocation.Range.Overlaps(Region) && allocation.Label != HandoverBoot.Unclaimed);
}
