using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>What must hold of a handover's own data, in memory between two kernels.</summary>
public sealed class HandoverInvariantTests
{
    private static readonly Lazy<RunTimeline> LazyRun = new(() => Runner.Run(Runs.Plan("kho")));

    private static RunTimeline Run => LazyRun.Value;

    private static InvariantScope Jump => Scope("jump");

    [Theory]
    [InlineData("preserved-outside-scratch")]
    [InlineData("tables-handed-over")]
    [InlineData("leaves-in-folios")]
    [InlineData("pointers-handed-over")]
    [InlineData("domain-ids-agree")]
    [InlineData("segments-in-scratch")]
    [InlineData("no-entry-without-object")]
    public void Between_the_kernels_it_holds(string invariant)
    {
        Assert.NotEmpty(Jump.Handover!.Devices);
        Assert.NotEmpty(Jump.Handover.Folios);
        Assert.True(Jump.Handover.Pointers.Length > 10);
        Assert.Empty(Run.Check(invariant, "jump"));
    }

    [Fact]
    public void A_preserved_block_that_scratch_reaches_over_is_told_by_its_bytes()
    {
        var block = Jump.Handover!.Preserved[0];
        var array = Run.At("jump").Step.Index - 1;
        var kernel = Run.Moments[array].Machine.Kernel!;

        var broken = Run.CheckPoked("preserved-outside-scratch", "jump", memory =>
        {
            memory.TryWriteWord(kernel.ScratchArray, block.Start.Value);
            memory.TryWriteWord(kernel.ScratchArray + new ByteCount(8), 4096);
        });

        Assert.Equal(new PhysicalRange(block.Start, ByteCount.Page), Assert.Single(broken).Bytes);
    }

    [Fact]
    public void A_table_that_the_record_does_not_have_is_told_by_the_context_entry()
    {
        var entry = Jump.ContextBytes(Runs.Assigned)!.Value;
        Run.At("jump").Machine.Platform.Memory.TryReadWord(entry.Start, out ulong low);
        var top = Jump.Scratch[0].Start;

        var broken = Run.CheckPoked("tables-handed-over", "jump", memory => memory.TryWriteWord(entry.Start, top.Value | (low & 0xfff)));

        Assert.Equal((entry, Runs.Assigned), (broken[0].Bytes, broken[0].Function));
    }

    [Fact]
    public void A_leaf_to_what_no_memfd_has_is_told_by_its_entry()
    {
        var leaf = Jump.DecidingEntry(Runs.Assigned, default(Iova))!.Value;

        var broken = Run.CheckPoked("leaves-in-folios", "jump", memory => memory.TryWriteWord(leaf.Start, Jump.Scratch[0].Start.Value | 3));

        Assert.Contains(broken, violation => violation.Bytes == leaf && violation.Function == Runs.Assigned);
    }

    /// <summary>A region that memblock's tree names reaches as far as the record of preserved memory has it.</summary>
    [Fact]
    public void A_leaf_to_a_region_that_is_not_preserved_is_told_by_its_entry()
    {
        var run = Runner.Run(Runs.Plan("kho-carve-out"));
        var region = Assert.Single(run.At("run-guest").Machine.Kernel!.NamedRegions).Range;
        var map = run.At("run-guest").Machine.Kernel!.Handover!.Map;
        Assert.Empty(run.Check("leaves-in-folios", "jump"));
        Assert.Empty(run.Check("pointers-handed-over", "jump"));

        var broken = run.CheckPoked("leaves-in-folios", "jump", memory => PreservedRadix.Clear(memory, map, PreservedBlock.Split(region).First()));

        Assert.All(broken, violation => Assert.Contains("which no handed-over memfd or region has", violation.Sentence, StringComparison.Ordinal));
        Assert.NotEmpty(broken);
        Assert.Single(run.CheckPoked("pointers-handed-over", "jump", memory => PreservedRadix.Clear(memory, map, PreservedBlock.Split(region).First())));
    }

    [Fact]
    public void A_pointer_into_the_middle_of_a_block_is_told_by_its_own_bytes()
    {
        var pointer = Jump.Handover!.Pointers.First(pointer => pointer.Words == "A domain's top table");

        var broken = Run.CheckPoked("pointers-handed-over", "jump", memory => memory.TryWrite(pointer.Bytes.Start, BitConverter.GetBytes(pointer.Target.Value + 8)));

        Assert.Equal(pointer.Bytes, Assert.Single(broken).Bytes);
    }

    [Fact]
    public void Another_domain_id_in_the_device_object_is_told_by_it()
    {
        var device = Assert.Single(Jump.Handover!.Devices);
        var place = device.Place + new ByteCount(16);

        var broken = Run.CheckPoked("domain-ids-agree", "jump", memory => memory.TryWrite(place, BitConverter.GetBytes(device.Record.AttachmentId + 1)));

        Assert.Equal((new PhysicalRange(place, new(8)), Runs.Assigned), (Assert.Single(broken).Bytes, broken[0].Function));
    }

    [Fact]
    public void A_destination_out_of_scratch_is_told_by_the_page_lists_entry()
    {
        var head = Run.At("jump").Machine.Platform.Processor.InstructionPointer;
        var first = KimageDestinations.Of(Run.At("jump").Machine.Platform.Memory, head).First();

        var broken = Run.CheckPoked("segments-in-scratch", "jump", memory => memory.TryWriteWord(head, Jump.Handover!.Preserved[0].Start.Value | 1));

        Assert.Equal(new PhysicalRange(first.Entry, new(8)), broken[0].Bytes);
    }

    [Fact]
    public void An_entry_that_was_not_cleared_is_told_by_its_bytes()
    {
        var entry = Jump.ContextBytes(Runs.Host)!.Value;
        Run.Before("zap-00-03.0").Machine.Platform.Memory.TryReadWord(entry.Start, out ulong low);

        var broken = Run.CheckPoked("no-entry-without-object", "jump", memory => memory.TryWriteWord(entry.Start, low));

        Assert.Equal((entry, Runs.Host), (Assert.Single(broken).Bytes, broken[0].Function));
    }

    /// <summary>The record's own pages are anybody's once it is walked, so nothing is claimed of it any more.</summary>
    [Fact]
    public void Once_the_next_kernel_has_walked_the_record_nothing_is_claimed() => Assert.Null(Scope("restore-temporary-domain").Handover);

    private static InvariantScope Scope(string step) => InvariantScope.At(new RunInspection(Run), Run.At(step).Step.Index);
}
