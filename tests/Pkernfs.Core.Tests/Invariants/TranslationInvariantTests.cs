using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>What must hold of the tables that devices walk, and of what the unit remembers.</summary>
public sealed class TranslationInvariantTests
{
    /// <summary>In the middle of guest RAM, where leaves are large.</summary>
    private static readonly Iova Iova = new(0x800_0000);

    private static readonly PhysicalAddress Ordinary = new(0x2000_0000);

    /// <summary>Where the leaf of <see cref="Iova"/> lies; the same all the time.</summary>
    private static PhysicalAddress Leaf => Scope("jump").DecidingEntry(Runs.Assigned, Iova)!.Value.Start;

    private static PhysicalRange LeafBytes => new(Leaf, new(8));

    [Fact]
    public void A_leaf_that_leads_out_of_guest_RAM_is_told_by_its_entry()
    {
        var broken = Runs.Intended.CheckPoked("reachable-persists", "jump", memory => memory.TryWriteWord(Leaf, LeafTo(Ordinary)));

        Assert.Equal((LeafBytes, Runs.Assigned), (Assert.Single(broken).Bytes, broken[0].Function));
        Assert.Empty(Runs.Intended.Check("reachable-persists", "jump"));
    }

    [Fact]
    public void A_top_table_in_ordinary_RAM_is_told_by_the_context_entry()
    {
        var entry = Scope("jump").ContextBytes(Runs.Assigned)!.Value;

        var broken = Runs.Intended.CheckPoked("reachable-persists", "jump", memory => memory.TryWriteWord(entry.Start, Ordinary.Value | 1));

        Assert.Equal((entry, Runs.Assigned), (broken[0].Bytes, broken[0].Function));
        Assert.Contains("level 4 table", broken[0].Sentence, StringComparison.Ordinal);
    }

    /// <summary>Nothing is handed over yet, and nothing needs to persist.</summary>
    [Fact]
    public void A_default_domain_in_ordinary_RAM_breaks_nothing_before_the_device_is_handed_over()
    {
        Assert.NotNull(Scope("load-guest").ContextOf(Runs.Assigned));
        Assert.Empty(Runs.Intended.Check("reachable-persists", "load-guest"));
    }

    [Theory]
    [InlineData("same-translation", "keep-01-00.0")]
    [InlineData("same-translation", "relocate-kernel")]
    [InlineData("same-translation", "resume-vcpus")]
    [InlineData("equal-across-jump", "relocate-kernel")]
    [InlineData("equal-across-jump", "bind-vfio-b")]
    public void A_leaf_that_gives_another_block_is_told_by_its_entry(string invariant, string step)
    {
        var other = Scope(step).Medium!.DataOf("/guest-ram")[0].Start;

        var broken = Runs.Intended.CheckPoked(invariant, step, memory => memory.TryWriteWord(Leaf, LeafTo(other)));

        Assert.Contains(broken, violation => violation.Bytes == LeafBytes && violation.Function == Runs.Assigned);
        Assert.Empty(Runs.Intended.Check(invariant, step));
    }

    [Theory]
    [InlineData("same-translation", "load-kernel-b")]
    [InlineData("same-translation", "map-rom-writable")]
    [InlineData("equal-across-jump", "keep-01-00.0")]
    [InlineData("equal-across-jump", "set-iommu-b")]
    public void Before_and_after_its_time_an_invariant_claims_nothing(string invariant, string step) =>
        Assert.Empty(Runs.Intended.CheckPoked(invariant, step, memory => memory.TryWriteWord(Leaf, 0)));

    [Fact]
    public void A_remembered_translation_that_the_tables_do_not_give_is_told_across_the_jump()
    {
        var broken = Runs.Intended.Check("equal-across-jump", "relocate-kernel", machine => Remember(machine, Ordinary));

        Assert.Equal(LeafBytes, Assert.Single(broken).Bytes);
        Assert.Contains($"as {Ordinary}", broken[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_function_with_an_entry_after_the_jump_is_told_by_it()
    {
        var entry = Scope("jump").ContextBytes(Runs.Host)!.Value;
        Assert.True(Runs.Intended.Before("zap-00-03.0").Machine.Platform.Memory.TryReadWord(entry.Start, out ulong low));

        var broken = Runs.Intended.CheckPoked("only-carried-dma", "jump", memory => memory.TryWriteWord(entry.Start, low));

        Assert.Equal((entry, Runs.Host), (Assert.Single(broken).Bytes, broken[0].Function));
        Assert.StartsWith("00:03.0 runs", broken[0].Sentence, StringComparison.Ordinal);
        Assert.Empty(Runs.Intended.Check("only-carried-dma", "jump"));
    }

    [Fact]
    public void A_carried_function_that_is_refused_is_told_by_its_cleared_entry()
    {
        var broken = Runs.AsPosted.Check("only-carried-dma", "jump");

        Assert.Equal(InvariantScope.At(new RunInspection(Runs.AsPosted), Runs.AsPosted.At("jump").Step.Index).ContextBytes(Runs.Assigned), Assert.Single(broken).Bytes);
        Assert.Contains("was refused 12 of 12 accesses", broken[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void DMA_into_free_memory_is_told_by_the_leaf_and_by_whether_the_device_runs()
    {
        var scope = Scope("guest-goes-on");
        var free = scope.Kernel!.Pages.Gaps().First(gap => gap.Length >= ByteCount.FromMiB(4)).Start.AlignUp(ByteCount.FromMiB(2));

        var runs = Runs.Intended.CheckPoked("no-dma-to-others", "guest-goes-on", memory => memory.TryWriteWord(Leaf, LeafTo(free)));
        var could = Runs.Intended.Check("no-dma-to-others", "guest-goes-on", machine => Stopped(Runs.Poke(machine, memory => memory.TryWriteWord(Leaf, LeafTo(free)))));

        Assert.Equal(LeafBytes, Assert.Single(runs).Bytes);
        Assert.StartsWith("01:00.0 runs and reaches", runs[0].Sentence, StringComparison.Ordinal);
        Assert.StartsWith("01:00.0 does not run, but could", Assert.Single(could).Sentence, StringComparison.Ordinal);
        Assert.Empty(Runs.Intended.Check("no-dma-to-others", "guest-goes-on"));
    }

    [Fact]
    public void DMA_into_memory_that_a_kernel_uses_for_something_else_says_for_what()
    {
        var slab = Scope("guest-goes-on").Kernel!.Pages.Allocations.First(allocation => allocation.Label == "slab").Range.Start;
        var iova = Scope("guest-goes-on").Reach(Runs.Host)[0].Input;
        var leaf = Scope("guest-goes-on").DecidingEntry(Runs.Host, iova)!.Value;

        var broken = Runs.Intended.CheckPoked("no-dma-to-others", "guest-goes-on", memory => memory.TryWriteWord(leaf.Start, slab.Value | 3));

        Assert.Equal((leaf, Runs.Host), (broken[0].Bytes, broken[0].Function));
        Assert.EndsWith("slab.", broken[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_only_the_IOTLB_still_gives_is_told_by_its_bytes()
    {
        var broken = Runs.Intended.Check("no-dma-to-others", "guest-goes-on", machine => Remember(machine, Ordinary));

        Assert.Equal(new PhysicalRange(Ordinary, ByteCount.FromMiB(2)), Assert.Single(broken).Bytes);
    }

    private static InvariantScope Scope(string step) => InvariantScope.At(new RunInspection(Runs.Intended), Runs.Intended.At(step).Step.Index);

    private static ulong LeafTo(PhysicalAddress output) => SecondStage.MakeLeaf(output, 2, AccessRights.ReadWrite);

    /// <summary>The unit asked while the leaf said something else, and the leaf put back after that.</summary>
    private static MachineState Remember(MachineState machine, PhysicalAddress output)
    {
        var other = Runs.Poke(machine, memory => memory.TryWriteWord(Leaf, LeafTo(output)));
        var unit = other.Platform.Unit.Translate(other.Platform.Memory, Runs.Assigned, Iova, AccessKind.Read).Next;
        return machine with { Platform = machine.Platform with { Unit = unit } };
    }

    private static MachineState Stopped(MachineState machine) => machine with
    {
        Platform = machine.Platform with { Functions = machine.Platform.Functions.SetItem(Runs.Assigned, machine.Platform.Functions[Runs.Assigned] with { Engine = null }) },
    };
}
