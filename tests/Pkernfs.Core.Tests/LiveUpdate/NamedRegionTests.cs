using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Guest RAM in a region of reserve_mem, which memblock hands over by its name.</summary>
public class NamedRegionTests
{
    private static readonly Lazy<RunTimeline> LazyRun = new(() => Runner.Run(Runs.Plan("kho-carve-out")));

    private static RunTimeline Run => LazyRun.Value;

    private static PhysicalRange Region => Assert.Single(Run.At("reserve-mem-a").Machine.Kernel!.NamedRegions).Range;

    [Fact]
    public void Both_kernels_have_the_region_in_one_place_and_the_guest_keeps_its_bytes()
    {
        Assert.All(Run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.Equal((ByteCount.FromMiB(512), true), (Region.Length, Region.Start.IsAligned(ByteCount.FromMiB(2))));
        Assert.Equal(new NamedRegion("guest-ram", Region), Assert.Single(Run.Moments[^1].Machine.Kernel!.NamedRegions));
        Assert.Equal(0, Changed(Run.Moments[^1].Machine));
        Assert.Equal(Region.Start, Run.Moments[^1].Machine.Vmm!.Memory.Translate(Run.OperationAfter("guest-goes-on").Kernel!, Run.Moments[^1].Machine.Vmm!.GuestRam.Start, Core.PageTables.AccessKind.Read));
    }

    [Fact]
    public void Guest_RAM_is_no_memfd_and_the_session_has_none()
    {
        Assert.Empty(Run.At("run-guest").Machine.Kernel!.MemoryFiles);
        Assert.DoesNotContain(Run.Moments, moment => moment.Step.Id is "preserve-guest-ram" or "retrieve-guest-ram");
        Assert.Equal([2UL, 3UL, 4UL], Run.At("freeze-sessions").Machine.Kernel!.Orchestrator!.Sessions[0].Files.Select(file => file.Token).Order());
    }

    [Fact]
    public void No_page_of_the_guest_is_handed_over_while_it_runs()
    {
        ulong Preserved(RunTimeline run, string step) => run.At(step).Step.Work.Counts[WorkKind.PagesPreservedInTree];
        Assert.True(Preserved(HandoverRuns.Newest, "preserve-guest-ram") > 131_072UL);
        Assert.True(Preserved(Run, "hand-over-region-a") > 131_072UL);
        Assert.All(Run.Moments.Where(moment => moment.Step.Phase is Phase.Prepare or Phase.PauseAndSerialise or Phase.Kexec), moment => Assert.True(moment.Step.Work.Counts[WorkKind.PagesPreservedInTree] < 1024UL));
    }

    [Theory]
    [InlineData(HandoverVersion.V1)]
    [InlineData(HandoverVersion.V2)]
    [InlineData(HandoverVersion.V3)]
    [InlineData(HandoverVersion.V4)]
    public void The_tree_of_regions_is_bytes_in_any_format(HandoverVersion version)
    {
        var run = version == HandoverVersion.V4 ? Run : Runner.Run(Run.Plan with { Handover = version });
        var machine = run.At(HandoverRuns.LastBeforeJump).Machine;
        var (tree, map) = HandoverRuns.Outgoing(machine);
        var region = Assert.Single(MemblockRecord.Read(machine.Platform.Memory, tree.Child(HandoverChild.Memblock)!.Data, out string? problem)!.Regions);
        Assert.Null(problem);
        Assert.Equal(machine.Kernel!.NamedRegions[0], region);
        Assert.Contains(PreservedBlock.Merge(map.Blocks), range => range.Contains(region.Range));
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.Contains(HandoverDump.Of(machine), blob => blob.File == "kho-memblock.dtb" && FlattenedDeviceTree.Read(blob.Blob, out _)!.Text("compatible") == "memblock-v1");
    }

    [Fact]
    public void The_next_kernel_hands_it_on_again()
    {
        var (tree, map) = HandoverRuns.Outgoing(Run.Moments[^1].Machine);
        Assert.Equal(Region, Assert.Single(MemblockRecord.Read(Run.Moments[^1].Machine.Platform.Memory, tree.Child(HandoverChild.Memblock)!.Data, out _)!.Regions).Range);
        Assert.Contains(PreservedBlock.Merge(map.Blocks), range => range.Contains(Region));
    }

    /// <summary>Each structure on the way taken away just before the jump: where it is missed first.</summary>
    [Theory]
    [InlineData("tree of regions", "instead of 0xd00dfeed")]
    [InlineData("its compatible", "instead of \"memblock-v1\"")]
    [InlineData("the node's compatible", "names no region guest-ram")]
    [InlineData("start", "is not all free System RAM")]
    [InlineData("size", "names no region guest-ram")]
    [InlineData("name in the root tree", "the handover has no child memblock")]
    public void A_structure_that_is_lost_is_missed(string structure, string words)
    {
        var machine = Run.At(HandoverRuns.LastBeforeJump).Machine;
        var (tree, _) = HandoverRuns.Outgoing(machine);
        var (page, root) = (tree.Child(HandoverChild.Memblock)!.Data, machine.Kernel!.Handover!.Tree);
        byte[] blob = new byte[FrameNumber.SizeInBytes];
        Assert.True(machine.Platform.Memory.TryRead(page, blob));
        PhysicalRange Value(string path) => FlattenedDeviceTree.Values(blob).First(value => value.Path == path) is var found ? new(page + new ByteCount((ulong)found.Offset), new((ulong)found.Length)) : default;
        PhysicalRange lost = structure switch
        {
            "tree of regions" => new(page, ByteCount.Page),
            "its compatible" => Value("/compatible"),
            "the node's compatible" => Value("/guest-ram/compatible"),
            "start" => Value("/guest-ram/start"),
            "size" => Value("/guest-ram/size"),
            _ => new(root + new ByteCount((ulong)NameIn(machine, root, "memblock")), new(1)),
        };
        // A name must stay one: another letter in place of its first.
        byte[] bytes = structure == "name in the root tree" ? "x"u8.ToArray() : new byte[lost.Length.Value];
        var moments = Run.GoOn(HandoverRuns.LastBeforeJump, Runs.Poke(machine, memory => Assert.True(memory.TryWrite(lost.Start, bytes))));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("reserve-mem-b", first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
        // The former region is in the record all the same: nobody writes over it, and the device goes on into it.
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.False(moments[^1].Machine.Vmm is { GuestRuns: true });
    }

    /// <summary>What the region holds is bytes, too: nothing brings them back.</summary>
    [Fact]
    public void Bytes_of_the_region_that_are_lost_stay_lost()
    {
        var moments = Run.GoOn(HandoverRuns.LastBeforeJump, Runs.Poke(Run.At(HandoverRuns.LastBeforeJump).Machine, memory => Assert.True(memory.TryFill(Region, Frame.Zero))));
        Assert.True(Changed(moments[^1].Machine) > 0);
    }

    /// <summary>The record of preserved memory without the region: it is reserved by its name, before the record is walked.</summary>
    [Fact]
    public void A_region_is_reserved_by_its_name_alone()
    {
        var machine = Run.At(HandoverRuns.LastBeforeJump).Machine;
        var map = HandoverRuns.Outgoing(machine).Tree.Map;
        var moments = Run.GoOn(HandoverRuns.LastBeforeJump, Runs.Poke(machine, memory =>
        {
            foreach (var block in PreservedBlock.Split(Region)) PreservedRadix.Clear(memory, map, block);
        }));
        Assert.All(moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.Equal(0, Changed(moments[^1].Machine));
    }

    [Theory]
    [InlineData("", "has no reserve_mem= of the name guest-ram")]
    [InlineData(" reserve_mem=256M:2M:guest-ram", "asked for are 256 MiB")]
    [InlineData(" reserve_mem=512M:2M:other", "names no region other")]
    public void Kernel_B_has_to_ask_for_the_same(string word, string words)
    {
        var plan = Run.Plan with { KernelB = Run.Plan.KernelB with { CommandLine = Run.Plan.KernelB.CommandLine.Replace(" reserve_mem=512M:2M:guest-ram", word, StringComparison.Ordinal) } };
        var run = Runner.Run(plan);
        var first = run.Moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("reserve-mem-b", first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.Equal(0, Changed(run.Moments[^1].Machine));
    }

    [Fact]
    public void An_iommufd_over_a_region_that_is_not_handed_over_is_refused()
    {
        var run = Runner.Branch(Run, Run.Plan with { Edits = [new SkipStep("hand-over-region-a")] });
        var refusal = Assert.Single(run.At("preserve-iommufd").Step.Refusals);
        Assert.Equal(Errno.ENOENT, refusal.Error);
        Assert.Contains("The region guest-ram behind", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reserve-mem-a")]
    [InlineData("jump")]
    [InlineData("decompress-kernel-b")]
    [InlineData("reserve-mem-b")]
    [InlineData("free-memory-b")]
    [InlineData("retrieve-iommufd")]
    [InlineData("guest-goes-on")]
    public void The_map_names_the_region_and_says_that_it_persists(string step)
    {
        var extent = Assert.Single(new RunInspection(Run).OwnershipAt(Run.At(step).Step.Index).Within(Region));
        Assert.Equal((OwnerClass.GuestRam, "reserve_mem guest-ram", step != "reserve-mem-a"), (extent.Class, extent.Label, extent.Persistent));
    }

    [Theory]
    [InlineData("/guest-ram/start", "start")]
    [InlineData("/guest-ram/size", "size")]
    public void A_word_of_the_tree_is_taken_apart_and_says_where_it_is_reached_from(string path, string field)
    {
        var inspection = MomentInspection.Of(new RunInspection(Run), Run.At("relocate-kernel").Step.Index);
        var page = inspection.Handover!.Contents!.Child(HandoverChild.Memblock)!.Data;
        byte[] blob = new byte[FrameNumber.SizeInBytes];
        Assert.True(inspection.Handover.Memory.TryRead(page, blob));
        var role = inspection.RoleOf(page + new ByteCount((ulong)FlattenedDeviceTree.Values(blob).First(value => value.Path == path).Offset));
        Assert.Equal((ByteRoleKind.DeviceTree, "device tree property", "child memblock of the root tree"), (role.Kind, role.Decoded!.Kind, role.ReachedFrom));
        Assert.Equal(field, Assert.Single(role.Decoded.Fields).Name);
    }

    /// <summary>The cost of other guests is worked out with a region of their size on both command lines.</summary>
    [Theory]
    [InlineData(256, LeafSize.FourKiB)]
    [InlineData(1024, LeafSize.TwoMiB)]
    [InlineData(4096, LeafSize.OneGiB)]
    public void The_region_grows_with_the_guest(int mebibytes, LeafSize leaves) =>
        Assert.Null(new CostScale(Run.Plan).Measure(ByteCount.FromMiB((ulong)mebibytes), leaves, TestContext.Current.CancellationToken).Problem);

    private static int NameIn(MachineState machine, PhysicalAddress page, string name)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        Assert.True(machine.Platform.Memory.TryRead(page, bytes));
        return bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name));
    }

    private static int Changed(MachineState machine)
    {
        var platform = machine.Platform;
        return platform.Memory.ChangedRuns(platform.Ledger.Expected(platform.Memory.Ram, new(default, new(1UL << 40))), Region).Count();
    }
}
