using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Save and restore from power-on to its end: where the tables live at each stage, and that nobody notices the exchange.</summary>
public class SaveRestoreTests
{
    private static RunTimeline Run => Runs.SaveRestore;

    [Fact]
    public void Nothing_goes_wrong() => Assert.All(Run.Moments, moment => Assert.Empty(moment.Step.Problems));

    [Fact]
    public void No_access_of_the_assigned_device_fails_and_it_works_in_every_step()
    {
        Assert.All(Run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        int first = Run.At("start-guest-driver").Step.Index;
        Assert.All(Run.Moments.Skip(first), moment => Assert.True(moment.Dma(Runs.Assigned).Counts.Writes > 0));
    }

    [Fact]
    public void The_guest_runs_while_the_IOMMU_is_saved_and_while_it_is_restored()
    {
        Assert.All(Run.Moments.Where(moment => moment.Step.Phase is Phase.Prepare or Phase.Finish), moment => Assert.False(moment.Step.InBlackout));
        Assert.True(Run.At("guest-goes-on").Machine.Vmm is { GuestRuns: true });
        Assert.True(Run.BlackoutNanoseconds < Runs.Intended.BlackoutNanoseconds);
    }

    [Theory]
    [InlineData("use-saved-root")]
    [InlineData("jump")]
    [InlineData("switch-domain")]
    [InlineData("guest-goes-on")]
    public void Every_byte_of_guest_RAM_is_what_the_ledger_says(string step)
    {
        var platform = Run.At(step).Machine.Platform;
        var expected = platform.Ledger.Expected(platform.Memory.Ram, Runs.Region);
        var medium = new PkernfsReader(platform.Memory, Runs.Region);
        var blocks = medium.FileBlocks(medium.Lookup("/guest-ram")!);
        Assert.Equal(256, blocks.Length);
        foreach (var block in blocks) Assert.Empty(platform.Memory.ChangedWords(expected, medium.BlockBytes(block)));
    }

    [Theory]
    [InlineData("run-guest", false, false)]
    [InlineData("copy-domain", false, false)]
    [InlineData("replace-domain", true, false)]
    [InlineData("use-saved-root", true, true)]
    [InlineData("jump", true, true)]
    [InlineData("resume-vcpus", true, true)]
    [InlineData("switch-domain", false, true)]
    [InlineData("use-own-root", false, false)]
    [InlineData("guest-goes-on", false, false)]
    public void Tables_are_in_the_region_only_as_long_as_the_update_needs_them(string step, bool domain, bool root)
    {
        var platform = Run.At(step).Machine.Platform;
        Assert.True(RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, Runs.Assigned.Bus, out var bus));
        Assert.True(ContextEntry.TryRead(platform.Memory, bus.ContextTable, Runs.Assigned.DevFn, out var entry) && entry.Present);
        Assert.Equal((domain, root, root), (Runs.Region.Contains(entry.SecondStageTable), Runs.Region.Contains(platform.Unit.RootTable), Runs.Region.Contains(bus.ContextTable)));
    }

    [Fact]
    public void What_the_device_reaches_is_the_same_from_the_first_attachment_to_the_remapped_ROM()
    {
        var first = Reach("start-guest-driver");
        Assert.NotEmpty(first);
        for (int index = Run.At("start-guest-driver").Step.Index; index < Run.At("unmap-rom").Step.Index; index++)
            Assert.Equal(first, Reach(Run.Moments[index].Step.Id));
    }

    [Theory]
    [InlineData("run-guest", DomainKind.Vfio)]
    [InlineData("replace-domain", DomainKind.Fixed)]
    [InlineData("restore-temporary-domain", DomainKind.Restored)]
    [InlineData("allocate-hwpt-b", DomainKind.Restored)]
    [InlineData("switch-domain", DomainKind.Vfio)]
    public void A_domain_of_the_running_kernel_stands_behind_the_entry(string step, DomainKind kind)
    {
        var machine = Run.At(step).Machine;
        var domain = machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!;
        Assert.Equal(kind, domain.Kind);
        Assert.True(RootEntry.TryRead(machine.Platform.Memory, machine.Platform.Unit.RootTable, Runs.Assigned.Bus, out var bus));
        Assert.True(ContextEntry.TryRead(machine.Platform.Memory, bus.ContextTable, Runs.Assigned.DevFn, out var entry));
        Assert.Equal((domain.DomainId, domain.Root.Table), (entry.DomainId, entry.SecondStageTable));
    }

    /// <summary>From the first kernel object on that could own it: only while no kernel has looked at its memory yet is there none.</summary>
    [Fact]
    public void There_is_no_undefined_land_once_the_driver_has_looked_at_the_saved_tables()
    {
        var undefined = Tracks.Of(Run).Devices.First(device => device.Device.Address == Runs.Assigned).Domain.Where(span => span.State.IsUndefinedLand);
        Assert.All(undefined, span => Assert.True(span.Last < Run.At("restore-temporary-domain").Step.Index));
    }

    [Fact]
    public void Every_domain_has_an_id_of_its_own_in_every_step()
    {
        foreach (var moment in Run.Moments.Where(moment => moment.Machine.Kernel is not null))
        {
            var ids = moment.Machine.Kernel!.Iommu.Domains.Select(domain => domain.DomainId).ToArray();
            Assert.Equal(ids.Distinct(), ids);
        }
    }

    [Fact]
    public void At_the_end_nothing_of_the_IOMMU_is_on_the_medium()
    {
        var medium = new PkernfsReader(Run.Moments[^1].Machine.Platform.Memory, Runs.Region);
        Assert.Equal(["/guest-ram", "/vm-state"], medium.Entries().Select(entry => entry.Path).Order());
        Assert.DoesNotContain(medium.BlockOwners(), owner => owner.Use is BlockUse.RootTables or BlockUse.DomainTables);
        Assert.Equal(medium.BlockOwners().SelectMany(owner => owner.Run.Blocks), medium.AllocatedRuns.SelectMany(run => run.Blocks));
        Assert.Empty(medium.Problems);
    }

    /// <summary>The blocks were really taken: before the jump the medium holds both files.</summary>
    [Fact]
    public void During_the_update_the_medium_holds_the_saved_tables()
    {
        var medium = new PkernfsReader(Run.At("jump").Machine.Platform.Memory, Runs.Region);
        Assert.Equal(["/guest-ram", "/iommu", "/iommu/dom-0", "/iommu/root-pgtables", "/vm-state"], medium.Entries().Select(entry => entry.Path).Order());
        Assert.Empty(medium.Problems);
    }

    [Fact]
    public void The_freed_blocks_can_be_had_again()
    {
        var operation = Run.OperationAfter("guest-goes-on");
        var free = new PkernfsReader(Run.At("jump").Machine.Platform.Memory, Runs.Region).Lookup("/iommu/dom-0")!.MappingsBlock;
        Assert.True(new PkernfsDriver(operation.Kernel!).TryVolume(out var volume, out _));
        var blocks = new List<BlockIndex>();
        for (int i = 0; i < 2; i++)
        {
            Assert.True(volume.TryCreateFile($"new-{i}", out var file, out _));
            blocks.Add(volume.Reader.ReadInode(file)!.MappingsBlock);
        }
        Assert.Contains(free, blocks);
    }

    [Fact]
    public void The_maps_extents_say_whose_the_tables_are()
    {
        var run = new RunInspection(Run);
        foreach (string step in (string[])["run-guest", "guest-goes-on"])
        {
            int index = Run.At(step).Step.Index;
            var tables = run.OwnershipAt(index).Extents.Where(extent => extent.Class is OwnerClass.RootAndContext or OwnerClass.DomainPageTable).ToArray();
            Assert.NotEmpty(tables);
            Assert.All(tables, extent => Assert.False(extent.Persistent));
            Assert.Equal("root table", run.OwnershipAt(index).At(Run.At(step).Machine.Platform.Unit.RootTable)!.Label);
        }
        var between = run.OwnershipAt(Run.At("jump").Step.Index);
        Assert.All(between.Extents.Where(extent => extent.Class is OwnerClass.RootAndContext or OwnerClass.DomainPageTable), extent => Assert.True(extent.Persistent));
    }

    /// <summary>Written, but not in use: the map knows them from the file's own root page.</summary>
    [Fact]
    public void The_map_names_the_copies_before_hardware_uses_them()
    {
        var run = new RunInspection(Run);
        var extents = run.OwnershipAt(Run.At("copy-domain").Step.Index).Extents.Concat(run.OwnershipAt(Run.At("save-root-table").Step.Index).Extents).Select(extent => extent.Label).ToArray();
        Assert.Contains("/iommu/dom-0: level 1 table, not in use", extents);
        Assert.Contains("/iommu/root-pgtables: root table, not in use", extents);
        Assert.Contains("/iommu/root-pgtables: context table, bus 01, not in use", extents);
        Assert.Contains("/iommu/dom-0: level 1 table of 01:00.0", run.OwnershipAt(Run.At("replace-domain").Step.Index).Extents.Select(extent => extent.Label));
    }

    private static LeafRun<Iova>[] Reach(string step)
    {
        var platform = Run.At(step).Machine.Platform;
        return [.. platform.Unit.Mappings(platform.Memory, Runs.Assigned, fold: true)];
    }
}
