using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The whole update by Kexec HandOver and the orchestrator, in every format.</summary>
public class HandoverTests
{
    public static TheoryData<HandoverVersion> Versions => [.. Enum.GetValues<HandoverVersion>()];

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_guest_comes_through_and_no_access_goes_wrong(HandoverVersion version)
    {
        var run = HandoverRuns.Of(version);
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Host).Counts.Failures()));
        Assert.True(run.Moments[^1].Machine.Vmm is { GuestRuns: true });
        int started = run.At("start-guest-driver").Step.Index;
        Assert.All(run.Moments.Skip(started), moment => Assert.True(moment.Dma(Runs.Assigned).Counts.Writes > 0, moment.Step.Id));
    }

    [Theory]
    [InlineData("load-guest")]
    [InlineData("keep-01-00.0")]
    [InlineData("jump")]
    [InlineData("relocate-kernel")]
    [InlineData("free-memory-b")]
    [InlineData("resume-vcpus")]
    [InlineData("guest-goes-on")]
    public void Every_byte_of_guest_RAM_is_what_the_ledger_says(string step)
    {
        var platform = HandoverRuns.Newest.At(step).Machine.Platform;
        var all = new PhysicalRange(default, new(1UL << 40));
        var expected = platform.Ledger.Expected(platform.Memory.Ram, all);
        var frames = HandoverRuns.GuestRam(HandoverRuns.Newest);
        Assert.Equal(ByteCount.FromMiB(512).Value, (ulong)frames.Sum(range => (long)range.Length.Value));
        Assert.All(frames, range => Assert.Empty(platform.Memory.ChangedWords(expected, range)));
        Assert.NotEmpty(platform.Ledger.Fills);
        Assert.All(platform.Ledger.Fills, fill => Assert.Contains(frames, range => range.Overlaps(fill.Range)));
    }

    [Fact]
    public void The_new_memfd_has_the_old_ones_folios()
    {
        var before = HandoverRuns.Newest.At("preserve-guest-ram").Machine.Kernel!.MemoryFiles[0];
        var after = HandoverRuns.Newest.At("retrieve-guest-ram").Machine.Kernel!.MemoryFiles[0];
        Assert.Equal(before.Folios, after.Folios);
        Assert.Equal((before.Size, before.Seals), (after.Size, after.Seals));
        Assert.Contains(before.Folios, folio => folio.Order == 9);
    }

    /// <summary>Invariant (a): nothing that is handed over is in scratch; (f): no segment of the next kernel is outside it.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void Scratch_holds_the_next_kernel_and_nothing_that_is_handed_over(HandoverVersion version)
    {
        var machine = HandoverRuns.Of(version).At(HandoverRuns.LastBeforeJump).Machine;
        var scratch = machine.Kernel!.Scratch;
        Assert.Equal([ByteCount.FromMiB(64), ByteCount.FromMiB(512), ByteCount.FromMiB(256)], scratch.Select(area => area.Length));
        Assert.True(scratch[0].End.Value <= 1UL << 32);
        Assert.All(scratch, area => Assert.True(area.Start.IsAligned(ByteCount.FromMiB(4))));
        Assert.All(HandoverRuns.Outgoing(machine).Map.Blocks, block => Assert.DoesNotContain(scratch, area => area.Overlaps(block.Range)));
        Assert.All(KimageList.Pages(machine.Platform.Memory, machine.Kernel.NextKernel!.PageList).Keys, page => Assert.Contains(scratch, area => area.Contains(page)));
        Assert.All(machine.Kernel.Pages.Allocations.Where(allocation => allocation.Kind != OwnerClass.Vmm), allocation => Assert.DoesNotContain(scratch, area => area.Overlaps(allocation.Range)));
    }

    /// <summary>Invariant (b): all that hardware walks for the device is in the record; (c): all that it reaches is a folio of a preserved memfd.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void All_that_the_device_needs_is_in_the_record(HandoverVersion version)
    {
        var machine = HandoverRuns.Of(version).At(HandoverRuns.LastBeforeJump).Machine;
        var platform = machine.Platform;
        PhysicalRange[] kept = [.. PreservedBlock.Merge(HandoverRuns.Outgoing(machine).Map.Blocks)];
        var walk = platform.Unit.Walk(platform.Memory, Runs.Assigned, new(0x100000), AccessKind.Read);
        Assert.True(RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, Runs.Assigned.Bus, out var root));
        Assert.True(ContextEntry.TryRead(platform.Memory, root.ContextTable, Runs.Assigned.DevFn, out var entry));
        PhysicalAddress[] pages =
        [
            platform.Unit.RootTable,
            root.ContextTable,
            .. PageTable<SecondStage, Iova>.Tables(platform.Memory, entry.SecondStageRoot, platform.Unit.SecondStageLimits).Select(table => table.Address),
            walk.Physical,
        ];
        Assert.True(pages.Length > 6);
        Assert.All(pages, page => Assert.Contains(kept, range => range.Contains(page)));
        Assert.All(platform.Unit.Mappings(platform.Memory, Runs.Assigned, fold: true), run => Assert.Contains(kept, range => range.Contains(new PhysicalRange(run.Output, run.Length))));
    }

    [Fact]
    public void The_next_kernel_stays_in_scratch_until_it_knows_what_was_handed_over()
    {
        var run = HandoverRuns.Newest;
        var scratch = run.At("jump").Step.Index;
        var areas = run.At(HandoverRuns.LastBeforeJump).Machine.Kernel!.Scratch;
        foreach (string step in (string[])["relocate-kernel", "decompress-kernel-b", "parse-command-line-b", "populate-handover", "boot-memory-b", "reserve-preserved"])
            Assert.All(run.At(step).Step.Touched, range => Assert.Contains(areas, area => area.Contains(range)));
        Assert.NotEmpty(run.At("boot-memory-b").Step.Touched);
        Assert.Contains(run.At("free-memory-b").Step.Touched, range => !areas.Any(area => area.Overlaps(range)));
    }

    /// <summary>Each block's first page struct has order and "KHOP" in page->private, 40 bytes into its 64.</summary>
    [Fact]
    public void Blocks_are_stamped_and_stamps_go_when_they_are_taken_over()
    {
        var run = HandoverRuns.Newest;
        var blocks = HandoverRuns.Outgoing(run.At(HandoverRuns.LastBeforeJump).Machine).Map.Blocks;
        var machine = run.At("reserve-preserved").Machine;
        var usable = machine.Kernel!.Pages.Usable;
        ulong Stamp(MachineState at, PhysicalAddress page)
        {
            ulong index = 0;
            foreach (var range in usable)
            {
                if (range.Contains(page))
                {
                    Assert.True(at.Platform.Memory.TryReadWord(machine.Kernel.PageStructs.Start + new ByteCount((index + page.Frame.Value - range.Start.Frame.Value) * 64 + 40), out ulong word));
                    return word;
                }
                index += range.Length.PagesRoundedUp;
            }
            throw new ArgumentException("Not this kernel's RAM.", nameof(page));
        }
        Assert.True(blocks.Length > 256);
        Assert.All(blocks, block => Assert.Equal((uint)block.Order | (0x4b484f50UL << 32), Stamp(machine, block.Address)));
        var folio = run.At("preserve-guest-ram").Machine.Kernel!.MemoryFiles[0].Folios[0];
        Assert.NotEqual(0ul, Stamp(run.At("open-session").Machine, folio.Address));
        Assert.Equal(0ul, Stamp(run.At("retrieve-guest-ram").Machine, folio.Address));
    }

    [Fact]
    public void The_device_keeps_its_domain_id_and_tables_until_the_switch()
    {
        var run = HandoverRuns.Newest;
        ContextEntry Entry(string step)
        {
            var platform = run.At(step).Machine.Platform;
            Assert.True(RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, Runs.Assigned.Bus, out var root));
            Assert.True(ContextEntry.TryRead(platform.Memory, root.ContextTable, Runs.Assigned.DevFn, out var entry));
            return entry;
        }
        var before = Entry("run-guest");
        Assert.Equal(before, Entry("allocate-hwpt-b"));
        Assert.NotEqual(before.SecondStageTable, Entry("switch-domain").SecondStageTable);
        var restored = run.At("restore-temporary-domain").Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!;
        Assert.Equal((DomainKind.Restored, before.DomainId, before.SecondStageTable), (restored.Kind, restored.DomainId, restored.Root.Table));
        Assert.DoesNotContain(run.At("start-00-03.0-b").Machine.Kernel!.Iommu.Domains, domain => domain != restored && domain.DomainId == before.DomainId && domain.Kind == DomainKind.Default);
    }

    [Fact]
    public void After_the_end_only_the_former_trees_pages_are_left()
    {
        var kernel = HandoverRuns.Newest.Moments[^1].Machine.Kernel!;
        Assert.Equal(2, kernel.Pages.Allocations.Count(allocation => allocation.Label == HandoverBoot.Unclaimed));
        Assert.DoesNotContain(kernel.Pages.Allocations, allocation => allocation.Kind == OwnerClass.DomainPageTable);
        Assert.DoesNotContain(kernel.Iommu.Domains, domain => domain.Kind == DomainKind.Restored);
        Assert.Equal(2ul, kernel.Orchestrator!.Number);
        Assert.Empty(kernel.Iommu.ReservedIds);
    }

    /// <summary>Buffers of the host's own device are overwritten by the next kernel or not, but no DMA of it comes late: it is no bus master.</summary>
    [Fact]
    public void Only_what_is_handed_over_stays_bus_master()
    {
        var functions = HandoverRuns.Newest.At("pci-shutdown").Machine.Platform.Functions.Values;
        Assert.Equal([Runs.Assigned], functions.Where(function => function.BusMaster).Select(function => function.Address));
    }

    /// <summary>The order that iommufd asks for: memfd, then iommufd, then device; each taken alone is refused.</summary>
    [Theory]
    [InlineData("preserve-guest-ram", "preserve-iommufd", "is not in the session: hand it over first")]
    [InlineData("mark-hwpt", "preserve-iommufd", "No HWPT of the iommufd is marked")]
    [InlineData("preserve-iommufd", "preserve-device", "is not in the session: hand it over first")]
    public void What_comes_before_what_it_needs_is_refused(string skipped, string refused, string words)
    {
        var run = HandoverRuns.Newest;
        var edited = Runner.Branch(run, run.Plan with { Edits = [new SkipStep(skipped)] });
        var moment = edited.At(refused);
        Assert.Contains(words, Assert.Single(moment.Step.Refusals).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_cannot_be_finished_while_the_device_uses_the_restored_domain()
    {
        var run = HandoverRuns.Newest;
        var edited = Runner.Branch(run, run.Plan with { Edits = [new SkipStep("switch-domain")] });
        var refusal = Assert.Single(edited.At("finish-session").Step.Refusals);
        Assert.Equal(Errno.EBUSY, refusal.Error);
        Assert.Contains("01:00.0 still translates through the restored domain", refusal.Message, StringComparison.Ordinal);
        Assert.All(edited.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Fact]
    public void A_frozen_address_space_takes_no_mapping()
    {
        var operation = HandoverRuns.Newest.OperationAfter("preserve-iommufd");
        var handles = operation.Vmm!.Process.Iommufd!;
        var refused = new IommufdDriver(operation.Kernel!).Map(handles.Context, handles.Ioas!.Value, operation.Vmm.Process.Memory, new(new(0x8000_0000), ByteCount.Page), operation.Vmm.Process.GuestRam.Start, AccessRights.Read);
        Assert.Equal(Errno.EBUSY, refused.Error);
    }

    [Fact]
    public void What_was_handed_over_is_taken_over_once()
    {
        var operation = HandoverRuns.Newest.OperationAfter("retrieve-guest-ram");
        var folio = operation.Kernel!.State.MemoryFiles[0].Folios[0];
        Assert.False(new HandoverDriver(operation.Kernel).TryRestore(folio.Address, OwnerClass.GuestRam, "again", out _, out string? problem));
        Assert.Contains("its page struct has no stamp", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_in_scratch_cannot_be_handed_over()
    {
        var operation = HandoverRuns.Newest.OperationAfter("run-guest");
        var scratch = operation.Kernel!.State.Scratch[1];
        Assert.False(new HandoverDriver(operation.Kernel).TryPreservePages(new(scratch.Start, ByteCount.Page), out string? problem));
        Assert.StartsWith("EINVAL", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("guest", Errno.EEXIST)]
    [InlineData("", Errno.EINVAL)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", Errno.EINVAL)]
    [InlineData("012345678901234567890123456789012345678901234567890123456789012", Errno.None)]
    public void A_sessions_name_is_held_to_what_fits(string name, Errno error) =>
        Assert.Equal(error, new OrchestratorDriver(HandoverRuns.Newest.OperationAfter("create-session").Kernel!).CreateSession(name).Error);
}
