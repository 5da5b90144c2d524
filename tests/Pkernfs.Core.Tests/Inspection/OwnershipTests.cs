using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>Who owns what, at every moment of a run.</summary>
public class OwnershipTests
{
    private static readonly RunInspection Inspection = new(Runs.Intended);

    private static readonly OwnerClass[] OfSoftware = [OwnerClass.KernelImage, OwnerClass.KernelData, OwnerClass.Vmm, OwnerClass.EphemeralPageTable];

    private static IEnumerable<(string Step, OwnershipMap Map, int Index)> All =>
        Runs.Intended.Moments.Select(moment => (moment.Step.Id, Inspection.OwnershipAt(moment.Step.Index), moment.Step.Index));

    [Fact]
    public void Every_address_has_at_most_one_owner()
    {
        foreach (var (step, map, _) in All)
        {
            Assert.All(map.Extents, extent => Assert.False(extent.Range.IsEmpty));
            foreach (var (first, second) in map.Extents.Zip(map.Extents.Skip(1)))
            {
                Assert.True(first.Range.End <= second.Range.Start, $"{step}: {first} overlaps {second}");
                Assert.False(first.Range.End == second.Range.Start && first.SameAs(second), $"{step}: {first} and {second} are one");
            }
        }
    }

    [Fact]
    public void RAM_firmwares_ranges_and_devices_windows_have_owners_and_nothing_else_has()
    {
        var board = Runs.Intended.Plan.Board;
        PhysicalRange[] expected = Union(
            [.. board.Ram, .. board.FirmwareMap.Select(range => range.Range), .. board.FirmwareTables.Select(table => table.Range),
                .. board.Functions.SelectMany(function => function.MemoryBars), new(board.RemappingUnit.RegisterBase, ByteCount.Page)]);
        foreach (var (_, map, _) in All) Assert.Equal(expected, Union(map.Extents.Select(extent => extent.Range)));
    }

    [Fact]
    public void While_no_kernel_runs_nothing_is_a_kernels()
    {
        foreach (var (step, map, index) in All.Where(moment => Runs.Intended.Moments[moment.Index].Machine.Kernel is null))
            Assert.True(!map.Extents.Any(extent => OfSoftware.Contains(extent.Class)), $"{step} ({index})");
        Assert.Null(Runs.Intended.At("jump").Machine.Kernel);
        Assert.Null(Runs.Intended.At("relocate-kernel").Machine.Kernel);
    }

    [Fact]
    public void While_a_kernel_runs_its_allocations_are_owned_as_it_says()
    {
        foreach (var (step, map, index) in All)
        {
            if (Runs.Intended.Moments[index].Machine.Kernel is not { } kernel) continue;
            foreach (var allocation in kernel.Pages.Allocations)
                Assert.True(map.At(allocation.Range.Start) is { } owner && owner.Class == allocation.Kind && owner.Label == allocation.Label, $"{step}: {allocation}");
        }
    }

    [Fact]
    public void What_a_kernel_leaves_behind_is_stale_and_known_for_what_it_was()
    {
        var jump = Inspection.OwnershipAt(Runs.Intended.At("jump").Step.Index);
        foreach (var allocation in Runs.Intended.Before("jump").Machine.Kernel!.Pages.Allocations)
        {
            foreach (var extent in jump.Within(allocation.Range).Where(extent => extent.Class == OwnerClass.Stale))
                Assert.Equal(allocation.Label, extent.Former);
        }
        Assert.Contains(jump.Extents, extent => extent.Class == OwnerClass.Stale && extent.Former == "struct page array");
    }

    [Fact]
    public void Resident_memory_is_never_called_free()
    {
        foreach (var (step, map, index) in All)
        {
            foreach (var run in Runs.Intended.Moments[index].Machine.Platform.Memory.ResidentRuns())
            {
                Assert.DoesNotContain(map.Within(run), extent => extent.Class == OwnerClass.Free && !extent.Persistent);
                Assert.True(map.Within(run).Aggregate(0UL, (sum, extent) => sum + extent.Range.Length.Value) == run.Length.Value, step);
            }
        }
    }

    [Fact]
    public void The_region_persists_with_the_same_owners_from_shutdown_to_the_end()
    {
        var (before, after) = (Within("keep-01-00.0"), Within("guest-goes-on"));
        Assert.Equal(before, after);
        Assert.All(before, extent => Assert.True(extent.Persistent));
        Assert.All((OwnerClass[])[OwnerClass.PkernfsMetadata, OwnerClass.GuestRam, OwnerClass.RootAndContext, OwnerClass.DomainPageTable], kind => Assert.Contains(before, extent => extent.Class == kind));

        static OwnedExtent[] Within(string step) => [.. Inspection.OwnershipAt(Runs.Intended.At(step).Step.Index).Within(Runs.Region)];
    }

    [Fact]
    public void Guest_RAM_is_the_blocks_of_its_file()
    {
        var medium = new PkernfsReader(Runs.Intended.At("jump").Machine.Platform.Memory, Runs.Region);
        var map = Inspection.OwnershipAt(Runs.Intended.At("jump").Step.Index);
        foreach (var block in medium.FileBlocks(medium.Lookup("/guest-ram")!).Select(medium.BlockBytes))
            Assert.Equal((OwnerClass.GuestRam, "/guest-ram"), (Assert.Single(map.Within(block)).Class, map.At(block.Start)!.Label));
    }

    [Fact]
    public void The_saved_VM_state_is_told_from_guest_RAM_by_its_bytes()
    {
        var medium = new PkernfsReader(Runs.Intended.At("jump").Machine.Platform.Memory, Runs.Region);
        var block = medium.BlockBytes(Assert.Single(medium.FileBlocks(medium.Lookup("/vm-state")!)));
        var map = Inspection.OwnershipAt(Runs.Intended.At("jump").Step.Index);
        Assert.Equal((OwnerClass.VmState, "/vm-state: saved VM state"), (Assert.Single(map.Within(block)).Class, map.At(block.Start)!.Label));
        Assert.DoesNotContain(Inspection.OwnershipAt(Runs.Intended.At("run-guest").Step.Index).Extents, extent => extent.Class == OwnerClass.VmState);
    }

    /// <summary>Were the host's entries not zapped, its device could still write to the former kernel's memory: the map says so.</summary>
    [Fact]
    public void Memory_without_an_owner_that_a_device_reaches_is_marked()
    {
        var unzapped = Runs.Intended.At("pci-shutdown").Machine with { Kernel = null, Vmms = [] };
        Assert.Contains(OwnershipMap.Of(unzapped, Runs.Region, null).Extents, extent => extent.ReachableBy == Runs.Host.ToString());
        Assert.DoesNotContain(Inspection.OwnershipAt(Runs.Intended.At("jump").Step.Index).Extents, extent => extent.ReachableBy is not null);
    }

    private static PhysicalRange[] Union(IEnumerable<PhysicalRange> ranges)
    {
        var joined = new List<PhysicalRange>();
        foreach (var range in ranges.Where(range => !range.IsEmpty).Order())
        {
            if (joined.Count > 0 && range.Start <= joined[^1].End)
                joined[^1] = PhysicalRange.FromTo(joined[^1].Start, range.End > joined[^1].End ? range.End : joined[^1].End);
            else
                joined.Add(range);
        }
        return [.. joined];
    }
}
