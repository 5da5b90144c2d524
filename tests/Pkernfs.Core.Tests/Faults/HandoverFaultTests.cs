using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>What the faults of Kexec HandOver do to the machine: the outcome follows from that.</summary>
public class HandoverFaultTests
{
    [Fact]
    public void The_first_kernel_makes_the_scratch_that_its_command_line_in_memory_asks_for()
    {
        var run = FaultRuns.With("kho", "scratch-holds-no-kernel", "load-kernel-a");
        var kernel = run.At("start-handover-a").Machine.Kernel!;
        Assert.EndsWith(" kho_scratch=4M,4M,4M", kernel.CommandLine.Text, StringComparison.Ordinal);
        Assert.Single(kernel.CommandLine.Parameters, parameter => parameter.Is("kho_scratch"));
        Assert.All(ScratchAreas.Read(run.At("start-handover-a").Machine.Platform.Memory, kernel.ScratchArray, 48, out _)!.Value, area => Assert.Equal(ByteCount.FromMiB(4), area.Length));
        Assert.Null(run.At("load-kernel-b").Machine.Kernel!.NextKernel);
    }

    /// <summary>96 MiB of page structs for 6 GiB: an area must hold them in one run.</summary>
    [Theory]
    [InlineData("64M,64M,64M", false)]
    [InlineData("64M,92M,64M", false)]
    [InlineData("64M,128M,64M", true)]
    [InlineData("64M,64M,128M", true)]
    public void A_kernel_boots_in_scratch_where_an_area_holds_its_page_structs(string sizes, bool boots)
    {
        var plan = Runs.Plan("kho");
        var run = Runner.Run(plan with { KernelA = plan.KernelA with { CommandLine = plan.KernelA.CommandLine.Replace("64M,512M,256M", sizes, StringComparison.Ordinal) } });
        var booted = run.At("boot-memory-b");
        Assert.Equal(boots, booted.Step.Panic is null);
        Assert.Equal(boots, run.Moments[^1].Machine.Vmm is { GuestRuns: true });
        var elsewhere = booted.Machine.Kernel!.Pages.Gaps().SelectMany(gap => booted.Machine.Kernel.Scratch.Aggregate<PhysicalRange, IEnumerable<PhysicalRange>>([gap], (parts, area) => parts.SelectMany(part => part.Except(area))));
        Assert.Contains(elsewhere, gap => gap.Length > ByteCount.FromGiB(1));
    }

    [Theory]
    [InlineData("hugepagesz=1G hugepages=2", 2u, 0)]
    [InlineData("hugepages=2 hugepagesz=1G", 0u, 0)]
    [InlineData("hugepagesz=2M hugepages=512", 0u, 0)]
    [InlineData("hugepagesz=1G hugepages=2 hugepagesz=2M hugepages=8", 2u, 0)]
    [InlineData("hugepagesz=big", 0u, 1)]
    [InlineData("hugepagesz=1G hugepages=some", 0u, 1)]
    public void Huge_pages_are_counted_by_the_size_before_them(string line, uint gigantic, int problems)
    {
        var parsed = KernelCommandLine.Parse(line);
        Assert.Equal((gigantic, problems), (parsed.GiganticPages, parsed.Problems.Length));
    }

    [Fact]
    public void A_cold_boot_has_the_huge_pages_that_a_boot_in_scratch_lacks()
    {
        var plan = Runs.Plan("kho");
        var cold = Runner.Run(plan with { KernelA = plan.KernelA with { CommandLine = plan.KernelA.CommandLine + " hugepagesz=1G hugepages=1" } }).At("boot-memory-a");
        Assert.Empty(cold.Step.Problems);
        Assert.Single(Huge(cold), page => page.Length == HugePages.Gigantic && page.Start.IsAligned(HugePages.Gigantic));

        var run = FaultRuns.With("kho", "huge-pages-at-boot", "load-kernel-b");
        Assert.Empty(Huge(run.At("boot-memory-b")));
        Assert.Contains(run.At("boot-memory-b").Machine.Kernel!.Log, line => line.StartsWith("HugeTLB: allocating 2", StringComparison.Ordinal));
        Assert.True(run.Moments[^1].Machine.Vmm is { GuestRuns: true });
    }

    [Fact]
    public void Page_structs_of_what_was_handed_over_are_the_only_ones_that_late_initialisation_leaves_out()
    {
        var run = FaultRuns.With("kho", "deferred-struct-pages", "populate-handover");
        var machine = run.At("free-memory-b").Machine;
        var kernel = machine.Kernel!;
        var unclaimed = kernel.Pages.Allocations.Where(allocation => allocation.Label == HandoverBoot.Unclaimed).Select(allocation => allocation.Range).ToArray();
        var early = new PhysicalAddress((1UL << 32) + (128UL << 20));
        var entry = kernel.PageStructs.Start;
        int poisoned = 0, block = 0;
        foreach (var range in kernel.Pages.Usable)
        {
            for (var page = range.Start; page < range.End; page += ByteCount.Page, entry += new ByteCount(64))
            {
                while (block < unclaimed.Length && unclaimed[block].End <= page) block++;
                bool left = page >= early && block < unclaimed.Length && unclaimed[block].Contains(page);
                Assert.True(machine.Platform.Memory.TryReadWord(entry, out ulong flags));
                if (flags >> 54 != (left ? 1023u : 0u)) Assert.Fail($"The page struct of {page} names node {flags >> 54}.");
                poisoned += left ? 1 : 0;
            }
        }
        Assert.True(poisoned > 1 << 15);
    }

    [Fact]
    public void The_inspector_tells_a_page_struct_that_nobody_initialised()
    {
        var run = FaultRuns.With("kho", "deferred-struct-pages", "populate-handover");
        Assert.True(run.TryFind("free-memory-b", out var moment));
        var folio = HandoverRuns.Newest.At("create-guest-ram").Machine.Kernel!.MemoryFiles[0].Folios[0];
        ulong index = 0;
        foreach (var range in moment.Machine.Kernel!.Pages.Usable)
        {
            index += range.Contains(folio.Address) ? folio.Address.Frame.Value - range.Start.Frame.Value : range.End <= folio.Address ? range.Length.PagesRoundedUp : 0;
        }
        byte[] bytes = new byte[64];
        Assert.True(moment.Machine.Platform.Memory.TryRead(moment.Machine.Kernel.PageStructs.Start + new ByteCount(index * 64), bytes));
        var decoded = BootStructures.PageStruct(default, bytes, folio.Address.Frame);
        Assert.EndsWith("not initialised", decoded.Summary, StringComparison.Ordinal);
        Assert.Contains(decoded.Fields, field => field.Value.StartsWith("KHOP", StringComparison.Ordinal));
    }

    /// <summary>Deferral alone harms nobody: without a handover, every page struct is as without it once memory is free.</summary>
    [Fact]
    public void A_cold_boot_with_late_page_structs_ends_with_the_same_bytes()
    {
        var run = HandoverRuns.Newest;
        var before = run.At("parse-command-line-a").Machine;
        var late = run.GoOn("parse-command-line-a", before with { Kernel = before.Kernel! with { DefersPageStructs = true } }, 3);
        var usual = run.At("free-memory-a").Machine;
        Assert.Equal("free-memory-a", late[^1].Step.Id);
        ulong frames = usual.Kernel!.Pages.Usable.Aggregate(0UL, (sum, range) => sum + range.Length.PagesRoundedUp);
        var slack = PhysicalRange.FromTo(usual.Kernel.PageStructs.Start + new ByteCount(frames * 64), usual.Kernel.PageStructs.End);
        Assert.DoesNotContain(usual.Platform.Memory.ChangedRuns(late[^1].Machine.Platform.Memory), changed => !slack.Overlaps(changed));
        Assert.Empty(usual.Platform.Memory.ChangedWords(late[^1].Machine.Platform.Memory, PhysicalRange.FromTo(usual.Kernel.PageStructs.Start, slack.Start)));
        Assert.NotEmpty(run.At("boot-memory-a").Machine.Platform.Memory.ChangedRuns(late[0].Machine.Platform.Memory));
    }

    [Fact]
    public void A_folio_in_scratch_is_handed_over_overwritten_and_given_back()
    {
        var run = FaultRuns.With("kho", "guest-ram-in-scratch", "create-guest-ram");
        var before = run.At("keep-01-00.0").Machine;
        var folio = before.Kernel!.MemoryFiles[0].Folios.First(folio => folio.Order > 0);
        Assert.Contains(before.Kernel.Scratch, area => area.Contains(folio.Block.Range));
        Assert.Contains(folio.Block, HandoverRuns.Outgoing(before).Map.Blocks);
        Assert.Contains(run.At("jump").Machine.Platform.Memory.ChangedRuns(run.At("relocate-kernel").Machine.Platform.Memory), folio.Block.Range.Overlaps);
        Assert.Contains(folio, run.At("retrieve-guest-ram").Machine.Kernel!.MemoryFiles[0].Folios);
    }

    [Fact]
    public void A_kernel_that_looks_refuses_a_folio_in_scratch()
    {
        var run = HandoverRuns.Newest;
        var operation = run.OperationAfter("create-guest-ram");
        Catalogue<Fault>.Find("guest-ram-in-scratch")!.Strike(operation);
        var kernel = operation.Kernel!;
        var file = new OpenMemoryFile(kernel.State.MemoryFiles[0].Id);
        var luo = new OrchestratorDriver(kernel);
        luo.CreateSession("guest");
        kernel.State = kernel.State with { ChecksScratch = true };
        Assert.Equal(Errno.EINVAL, luo.Preserve("guest", file, 1).Error);
        kernel.State = kernel.State with { ChecksScratch = false };
        Assert.True(luo.Preserve("guest", file, 1).Succeeded);
    }

    [Fact]
    public void A_split_folio_is_handed_over_in_pieces()
    {
        var run = FaultRuns.With("kho", "split-preserved-folio", "create-guest-ram");
        var whole = HandoverRuns.Newest.At("create-guest-ram").Machine.Kernel!.MemoryFiles[0].Folios.First(folio => folio.Order > 0);
        var machine = run.At("keep-01-00.0").Machine;
        var pieces = machine.Kernel!.MemoryFiles[0].Folios.Where(folio => whole.Block.Range.Contains(folio.Block.Range)).ToArray();
        Assert.Equal(Enumerable.Range(0, 512).Select(i => new Folio(whole.Address + ByteCount.Page * (ulong)i, 0, whole.Index + (ulong)i)), pieces);
        Assert.Empty(pieces.Select(piece => piece.Block).Except(HandoverRuns.Outgoing(machine).Map.Blocks));
        Assert.Equal(machine.Kernel.MemoryFiles[0].Folios, run.At("retrieve-guest-ram").Machine.Kernel!.MemoryFiles[0].Folios);
    }

    [Fact]
    public void A_folio_that_is_pinned_or_to_be_handed_over_stays_whole()
    {
        foreach (string step in new[] { "run-guest", "preserve-guest-ram" })
        {
            var operation = HandoverRuns.Newest.OperationAfter(step);
            var folios = operation.Kernel!.State.MemoryFiles[0].Folios;
            var files = new MemoryFileDriver(operation.Kernel);
            Assert.Equal(Errno.EBUSY, files.Split(1, folios.First(folio => folio.Order > 0).Index).Error);
            Assert.Equal(Errno.ENOENT, files.Split(1, 1UL << 40).Error);
            Assert.Equal(folios, operation.Kernel.State.MemoryFiles[0].Folios);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crash_kernel_leaves_all_memory_but_its_own_alone_unless_it_is_told_of_the_handover(bool handOver)
    {
        var run = HandoverRuns.Newest;
        var operation = run.OperationAfter("save-vm");
        var (entry, own) = CrashKernel.Load(operation.Kernel!, handOver)!.Value;
        var crashed = operation.Seal();
        operation.DropSoftware();
        var crash = CrashKernel.Enter(operation.Hardware, entry, run.Plan.Options, run.Plan.Handover, out string? problem);
        Assert.NotNull(crash);
        Assert.Null(problem);
        var written = crashed.Platform.Memory.ChangedRuns(operation.Hardware.Seal().Memory).ToArray();
        Assert.NotEmpty(written);
        var scratch = crashed.Kernel!.Scratch;
        if (handOver)
        {
            Assert.NotNull(crash.State.Incoming);
            Assert.Contains(scratch, area => area.Contains(crash.State.Image));
            Assert.All(written, range => Assert.Contains(scratch, area => area.Contains(range)));
        }
        else
        {
            Assert.Null(crash.State.Incoming);
            Assert.All(written, range => Assert.True(own.Contains(range), range.ToString()));
        }
    }

    private static PhysicalRange[] Huge(Moment moment) => [.. moment.Machine.Kernel!.Pages.Allocations.Where(allocation => allocation.Label == "HugeTLB page").Select(allocation => allocation.Range)];
}
