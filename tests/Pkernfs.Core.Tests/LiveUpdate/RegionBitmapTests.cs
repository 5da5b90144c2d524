using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>A region's own bitmap is lost before the jump: the intent refuses the region, the posted code hands out a table that a device walks.</summary>
public class RegionBitmapTests
{
    private const string LastBeforeJump = "keep-01-00.0";

    private static readonly PkernfsOptions Posted = new(UncheckedRegionBitmap: true);

    /// <summary>Its third-level table exists, what is below it does not.</summary>
    private static readonly IovaRange Unused = new(new(0x70_0000_0000), ByteCount.Page);

    /// <summary>The first byte holds the bits of bitmap page, root page and the first context tables: all but the first two go.</summary>
    [Fact]
    public void Context_tables_that_the_bitmap_does_not_know_are_told_when_the_root_table_is_adopted()
    {
        var first = Without("bitmap of root-pgtables", 0b11, PkernfsOptions.Intent).First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("adopt-root-table", first.Step.Id);
        Assert.Contains("is in use, but the bitmap of its region", Assert.Single(first.Step.Problems), StringComparison.Ordinal);
    }

    /// <summary>Refused means left alone: the device goes on with the tables as they are.</summary>
    [Fact]
    public void A_refused_domain_keeps_its_device_working()
    {
        var moments = Without("bitmap of dom-0", 0, PkernfsOptions.Intent);
        Assert.Equal("set-iommu-b", moments.First(moment => moment.Step.Problems.Length > 0).Step.Id);
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Theory]
    [InlineData("bitmap of root-pgtables", 0b11)]
    [InlineData("bitmap of dom-0", 0)]
    public void As_posted_no_step_sees_it(string bitmap, byte left) =>
        Assert.All(Without(bitmap, left, Posted), moment => Assert.Empty(moment.Step.Problems));

    /// <summary>The map that needs two tables is answered with success: they are the device's third and second level, and what the latter mapped is gone.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void As_posted_the_next_table_goes_over_one_that_the_device_walks(bool lost)
    {
        var moments = lost ? Without("bitmap of dom-0", 0, Posted) : [.. Runs.Intended.GoOn(LastBeforeJump, Runs.Intended.At(LastBeforeJump).Machine)];
        var machine = moments[^1].Machine;
        var hardware = new PlatformWriter(machine.Platform);
        var kernel = new KernelContext(hardware, machine.Kernel!, Posted);
        var level3 = PersistedStructure.Find("level 3 table of dom-0", Runs.Intended.At(LastBeforeJump).Machine);
        var before = hardware.Memory.Seal();
        Assert.Equal(0, Work(hardware).Failures());

        var domain = kernel.State.Iommu.DomainOf(Runs.Assigned)!;
        Assert.True(new IommuDriver(kernel).Map(domain, Unused, new(0x5000), AccessRights.ReadWrite).Succeeded);

        var level2 = new PhysicalRange(level3.End, ByteCount.Page);
        Assert.Equal(lost, hardware.Memory.Seal().ChangedRuns(before, level2).Any());
        // The IOTLB hides the damage until something flushes it.
        Assert.Equal(0, Work(hardware).Failures());
        new IommuDriver(kernel).SetRootTablePointer();
        var counts = Work(hardware);
        Assert.Equal(lost, counts.Faults > 0);
        Assert.Equal(lost, counts.Failures() > 0);
    }

    private static DmaCounts Work(PlatformWriter hardware) => new DmaTraffic(hardware).Run()[Runs.Assigned].Counts;

    /// <summary>The run from the jump on, with all of a bitmap cleared but the bits of its first byte that are left.</summary>
    private static ImmutableArray<Moment> Without(string bitmap, byte left, PkernfsOptions options)
    {
        var machine = Runs.Intended.At(LastBeforeJump).Machine;
        var bytes = PersistedStructure.Find(bitmap, machine);
        byte[] cleared = new byte[bytes.Length.Value];
        cleared[0] = left;
        var damaged = Runs.Poke(machine, memory => Assert.True(memory.TryWrite(bytes.Start, cleared)));
        var from = Runs.Intended.At(LastBeforeJump).Step;
        var plan = Runs.Intended.Plan with { Options = options };
        return Runner.Continue(plan, damaged, Approaches.Steps(plan).Skip(from.Index + 1), from.Index + 1, from.ClockNanoseconds);
    }
}
