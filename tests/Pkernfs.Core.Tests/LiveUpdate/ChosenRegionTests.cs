using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>A region whose place kernel A chooses: what tells kernel B is 32 bytes in its boot parameters.</summary>
public class ChosenRegionTests
{
    private static readonly Lazy<RunTimeline> LazyRun = new(() => Runner.Run(Runs.Plan("pkernfs-dynamic")));

    private static RunTimeline Run => LazyRun.Value;

    private static PhysicalRange Region => Run.Moments[^1].Machine.Kernel!.CommandLine.Pkernfs!.Value;

    [Fact]
    public void Both_kernels_have_the_same_place_and_keep_out_of_it()
    {
        Assert.Equal(Region, Run.At("parse-command-line-a").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Null(Run.At("decompress-kernel-a").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Equal(Region, Run.At("decompress-kernel-b").Machine.Kernel!.CommandLine.Pkernfs);
        Assert.Equal(ByteCount.FromGiB(1), Region.Length);
        Assert.True(Region.Start.IsAligned(ByteCount.FromMiB(2)));
        foreach (var moment in Run.Moments.Where(moment => moment.Step.Index >= Run.At("parse-command-line-a").Step.Index && moment.Machine.Kernel is not null))
        {
            var kernel = moment.Machine.Kernel!;
            if (kernel.Map.Ranges.IsEmpty) continue;
            Assert.DoesNotContain(kernel.Map.UsablePages, range => range.Overlaps(Region));
            Assert.DoesNotContain(kernel.Pages.Allocations, allocation => allocation.Range.Overlaps(Region));
            Assert.False(kernel.Image.Overlaps(Region));
        }
    }

    [Fact]
    public void The_node_stands_in_the_boot_parameters_list()
    {
        var platform = Run.At("relocate-kernel").Machine.Platform;
        var parameters = BootParameters.Read(platform.Memory, platform.Processor.BootParameters, out _)!;
        Assert.Equal(Region, RegionSetupData.Find(platform.Memory, parameters.SetupData, out var place)!.Region);
        Assert.Equal(parameters.SetupData, place);
        Assert.Equal(default, BootParameters.Read(Run.At("load-kernel-a").Machine.Platform.Memory, Run.At("load-kernel-a").Machine.Platform.Processor.BootParameters, out _)!.SetupData);
    }

    [Fact]
    public void Without_the_node_kernel_B_chooses_another_place_and_says_so()
    {
        var platform = Run.At("relocate-kernel").Machine.Platform;
        var node = BootParameters.Read(platform.Memory, platform.Processor.BootParameters, out _)!.SetupData;
        var moments = Run.GoOn("relocate-kernel", Run.Poke("relocate-kernel", memory => memory.TryWrite(node, new byte[RegionSetupData.Size])));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("parse-command-line-b", first.Step.Id);
        Assert.Contains("Nothing in the boot parameters says where the region is", first.Step.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, 0xff)]
    [InlineData(8, 0x01)]
    [InlineData(12, 0x08)]
    public void A_damaged_node_never_throws(int offset, byte value)
    {
        var platform = Run.At("relocate-kernel").Machine.Platform;
        var node = BootParameters.Read(platform.Memory, platform.Processor.BootParameters, out _)!.SetupData;
        var moments = Run.GoOn("relocate-kernel", Run.Poke("relocate-kernel", memory => memory.TryWrite(node + new ByteCount((ulong)offset), [value, value, value, value, value, value, value, value])));
        Assert.Contains(moments, moment => moment.Step.Problems.Length > 0);
    }

    [Fact]
    public void A_list_that_goes_in_a_circle_ends()
    {
        var memory = new TestMemory(new PhysicalRange(default, new(0x10000)));
        var at = new PhysicalAddress(0x1000);
        memory.TryWriteWord(at, at.Value);
        Assert.Null(RegionSetupData.Find(memory, at, out var place));
        Assert.Equal(default, place);
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

    [Fact]
    public void The_node_is_told_to_the_bit()
    {
        var run = new RunInspection(Run);
        var moment = MomentInspection.Of(run, Run.At("relocate-kernel").Step.Index);
        var node = BootParameters.Read(moment.Platform.Memory, moment.Platform.Processor.BootParameters, out _)!.SetupData;
        var role = moment.RoleOf(node + new ByteCount(20));
        Assert.Equal("setup_data: the region", role.Title);
        Assert.Equal(Enumerable.Range(0, RegionSetupData.Size * 8), role.Decoded!.Fields.SelectMany(field => Enumerable.Range(field.Low, field.Width)));
        Assert.Contains(moment.RoleOf(moment.Platform.Processor.BootParameters).Decoded!.Fields, field => field.Name == "setup_data" && field.Value.Contains(node.Value.ToString("x", null), StringComparison.Ordinal));
    }
}
