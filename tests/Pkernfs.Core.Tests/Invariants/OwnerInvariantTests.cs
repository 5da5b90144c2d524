using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>What must hold between software's records and the bytes: owners, records, pins, mappings of user space.</summary>
public sealed class OwnerInvariantTests
{
    [Fact]
    public void A_region_that_a_kernel_takes_for_its_RAM_has_two_owners()
    {
        var broken = Runs.Intended.Check("no-double-owner", "boot-memory-b", machine => With(machine, kernel => kernel with
        {
            Pages = kernel.Pages with { Usable = kernel.Pages.Usable.Add(Runs.Region) },
        }));

        Assert.Equal(Runs.Region, broken[0].Bytes);
        Assert.Empty(Runs.Intended.Check("no-double-owner", "boot-memory-b"));
    }

    [Fact]
    public void A_page_that_a_kernel_allocated_in_the_region_has_two_owners()
    {
        var page = new PhysicalRange(Runs.Region.Start + ByteCount.FromMiB(8), ByteCount.Page);

        var broken = Runs.Intended.Check("no-double-owner", "guest-goes-on", machine => With(machine, kernel => kernel with
        {
            Pages = kernel.Pages.Reserve(page, OwnerClass.KernelData, "slab"),
        }));

        Assert.Equal(page, Assert.Single(broken).Bytes);
    }

    [Fact]
    public void A_table_that_the_unit_walks_in_memory_used_for_something_else_is_told_by_what_points_to_it()
    {
        var scope = Scope("guest-goes-on");
        var slab = scope.Kernel!.Pages.Allocations.First(allocation => allocation.Label == "slab").Range.Start;
        var entry = scope.ContextBytes(Runs.Host)!.Value;

        var broken = Runs.Intended.CheckPoked("no-double-owner", "guest-goes-on", memory => memory.TryWriteWord(entry.Start, slab.Value | 1));

        Assert.Equal((entry, Runs.Host), (broken[0].Bytes, broken[0].Function));
        Assert.EndsWith("has for: slab.", broken[0].Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run-guest")]
    [InlineData("open-device-b")]
    public void Mappings_without_a_record_are_told_by_their_entries(string step)
    {
        var range = Scope(step).DmaRecords(Runs.Assigned)[^1].Range;

        foreach (string invariant in (string[])["records-match-tables", "pins-cover-mapped"])
        {
            var broken = Runs.Intended.Check(invariant, step, machine => WithRecords(machine, records => records[..^1]));

            Assert.All(broken, violation => Assert.Equal(Runs.Assigned, violation.Function));
            Assert.Equal(Scope(step).DecidingEntry(Runs.Assigned, range.Start), broken[0].Bytes);
            Assert.Empty(Runs.Intended.Check(invariant, step));
        }
    }

    [Fact]
    public void A_record_whose_memory_the_entries_do_not_give_is_told_by_the_first_of_them()
    {
        var broken = Runs.Intended.Check("records-match-tables", "open-device-b", machine => WithRecords(machine, records =>
            records.SetItem(0, records[0] with { Virtual = records[0].Virtual + ByteCount.FromMiB(64) })));

        Assert.Equal(Scope("open-device-b").DecidingEntry(Runs.Assigned, default(Iova)), broken[0].Bytes);
        Assert.Contains("stands for", broken[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_of_what_the_tables_do_not_map_is_told_by_the_entry_that_refuses_it()
    {
        var leaf = Scope("open-device-b").DecidingEntry(Runs.Assigned, new Iova(0x800_0000))!.Value;

        var broken = Runs.Intended.CheckPoked("records-match-tables", "open-device-b", memory => memory.TryWriteWord(leaf.Start, 0));

        Assert.Equal(leaf, Assert.Single(broken).Bytes);
    }

    [Fact]
    public void Fewer_pins_than_pages_are_told()
    {
        var broken = Runs.Intended.Check("pins-cover-mapped", "guest-goes-on", machine => WithRecords(machine, records =>
            records.SetItem(0, records[0] with { PinnedPages = records[0].PinnedPages - 1 })));

        Assert.Contains("pins 159 pages", Assert.Single(broken).Sentence, StringComparison.Ordinal);
    }

    /// <summary>Pins end with their kernel and come back late: until then the carve-out protects, and no pins are claimed.</summary>
    [Fact]
    public void Between_the_kernels_and_during_the_restore_no_pins_are_claimed()
    {
        Assert.Empty(Scope("set-iommu-b").DmaRecords(Runs.Assigned));
        Assert.NotEmpty(Scope("set-iommu-b").Reach(Runs.Assigned));
        Assert.Empty(Runs.Intended.Check("pins-cover-mapped", "set-iommu-b"));
    }

    [Theory]
    [InlineData("/iommu/dom-0")]
    [InlineData("/guest-ram")]
    public void A_mapping_of_user_space_that_leads_to_a_structure_is_told_by_its_entry(string file)
    {
        var scope = Scope("run-guest");
        var inode = scope.Medium!.Reader.Lookup(file)!;
        var structure = scope.Medium.Reader.BlockAddress(inode.MappingsBlock);
        var at = scope.Machine.Vmm!.GuestRam.Start + ByteCount.FromMiB(4);
        var entry = scope.DecidingEntry(scope.Machine.Vmm, at)!.Value;

        var broken = Runs.Intended.CheckPoked("no-writable-structures", "run-guest", memory => memory.TryWriteWord(entry.Start, X86Paging.MakeLeaf(structure, 1, AccessRights.ReadWrite)));
        var read = Runs.Intended.CheckPoked("no-writable-structures", "run-guest", memory => memory.TryWriteWord(entry.Start, X86Paging.MakeLeaf(structure, 1, AccessRights.Read)));

        Assert.Equal(entry, Assert.Single(broken).Bytes);
        Assert.Empty(read);
        Assert.Empty(Runs.Intended.Check("no-writable-structures", "run-guest"));
    }

    private static InvariantScope Scope(string step) => InvariantScope.At(new RunInspection(Runs.Intended), Runs.Intended.At(step).Step.Index);

    private static MachineState With(MachineState machine, Func<KernelState, KernelState> change) => machine with { Kernel = change(machine.Kernel!) };

    private static MachineState WithRecords(MachineState machine, Func<ImmutableArray<VfioDma>, ImmutableArray<VfioDma>> change) =>
        With(machine, kernel => kernel with { Containers = [kernel.Containers[0] with { Mappings = change(kernel.Containers[0].Mappings) }] });
}
