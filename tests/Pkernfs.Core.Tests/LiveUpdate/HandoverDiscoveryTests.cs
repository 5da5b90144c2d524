using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Other doors to what the orchestrator hands over: the kernel's listing, a path whose file is handed to the kernel again; and mappings before the device.</summary>
public class HandoverDiscoveryTests
{
    private static readonly Lazy<RunTimeline> LazyListed = new(() => Of(Variants.Default with { Discovery = Discovery.ProcfsListing }));

    private static readonly Lazy<RunTimeline> LazyReinjected = new(() => Of(Variants.Default with { Discovery = Discovery.ReinjectedFile }));

    private static readonly Lazy<RunTimeline> LazyMapped = new(() => Of(Variants.Default with { Order = RestoreOrder.MappingsFirst }));

    private static RunTimeline Listed => LazyListed.Value;

    private static RunTimeline Reinjected => LazyReinjected.Value;

    [Fact]
    public void Each_file_is_listed_with_what_its_record_says()
    {
        var step = Listed.At("list-persisted-b").Step;
        Assert.EndsWith(
            "/proc/liveupdate/guest/1: memfd, 512 MiB in 256 folios, unclaimed. /proc/liveupdate/guest/2: iommufd, HWPT with token 0x10, unclaimed. "
                + "/proc/liveupdate/guest/3: vfio-pci device 01:00.0, unclaimed. /proc/liveupdate/guest/4: memfd, 2 MiB in 1 folios, unclaimed.",
            step.Explanation,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list-persisted-b", null)]
    [InlineData("open-persisted-b", "its session is open")]
    [InlineData("retrieve-guest-ram", "open")]
    public void The_listing_knows_who_has_an_entry(string step, string? claim) => Assert.Equal(claim, Entries(Listed, step).First(entry => entry.Token == 1).Claim);

    [Fact]
    public void A_session_that_is_finished_is_listed_no_more() => Assert.Empty(Entries(Listed, "finish-session"));

    /// <summary>Between the kernels the session gets another name: by its name it is lost, by its device it is found.</summary>
    [Fact]
    public void The_device_alone_finds_a_session_of_any_name()
    {
        static Moment[] Renamed(RunTimeline run) => [.. run.GoOn(HandoverRuns.LastBeforeJump, Runs.Poke(run.At(HandoverRuns.LastBeforeJump).Machine, memory => Assert.True(memory.TryWrite(Lists(run).Session, "tseug"u8))))];
        var byName = Renamed(HandoverRuns.Newest);
        Assert.Equal(("open-session", Errno.ENOENT), (byName.First(moment => moment.Step.Problems.Length > 0).Step.Id, byName.First(moment => moment.Step.Refusals.Length > 0).Step.Refusals[0].Error));
        var byDevice = Renamed(Listed);
        Assert.All(byDevice, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(byDevice, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.True(byDevice[^1].Machine.Vmm is { GuestRuns: true });
    }

    [Theory]
    [InlineData("00:03.0")]
    [InlineData("guest")]
    public void A_device_that_was_not_handed_over_has_no_entry(string device)
    {
        var run = Runner.Branch(Listed, Listed.Plan with { Edits = [new ChangeArgument("open-persisted-b", "device", device)] });
        Assert.Equal(Errno.ENOENT, Assert.Single(run.At("open-persisted-b").Step.Refusals).Error);
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    /// <summary>The listing is of the orchestrator's bytes and has none of its own.</summary>
    [Theory]
    [InlineData("session block", "list-persisted-b", "1 to 51 are possible")]
    [InlineData("file block", "list-persisted-b", "1 to 63 are possible")]
    [InlineData("memfd record", "list-persisted-b", "What file 1 of session guest is cannot be told")]
    [InlineData("device record", "list-persisted-b", "What file 3 of session guest is cannot be told")]
    public void What_is_lost_is_not_listed(string structure, string step, string words) => Missed(Listed, structure, step, words);

    [Theory]
    [InlineData("session block", "mount-handed-over-b", "1 to 51 are possible")]
    [InlineData("file block", "mount-handed-over-b", "1 to 63 are possible")]
    [InlineData("memfd record", "retrieve-guest-ram", "was not handed over")]
    [InlineData("iommufd record", "set-persistent-tables-b", "was not handed over")]
    [InlineData("token of the iommufd", "set-persistent-tables-b", "/mnt/liveupdate has no file /guest/2")]
    public void What_is_lost_cannot_be_handed_over_again(string structure, string step, string words) => Missed(Reinjected, structure, step, words);

    [Fact]
    public void The_tables_come_into_an_iommufd_that_the_VMM_opened_itself()
    {
        var before = Assert.Single(Reinjected.At("open-iommufd-b").Machine.Kernel!.Iommufds);
        Assert.Empty(before.Hwpts);
        var machine = Reinjected.At("set-persistent-tables-b").Machine;
        var hwpt = Assert.Single(Assert.Single(machine.Kernel!.Iommufds).Hwpts);
        var domain = machine.Kernel.Iommu.DomainOf(Runs.Assigned)!;
        Assert.Equal((DomainKind.Restored, domain.DomainId, 0x10UL), (domain.Kind, hwpt.DomainId, hwpt.LiveUpdateToken));
        Assert.Equal(before.Id, machine.Vmm!.Iommufd!.Context);
    }

    [Theory]
    [InlineData("set-persistent-tables-b", "/guest/3", Errno.EINVAL)]
    [InlineData("set-persistent-tables-b", "/guest/1", Errno.EBUSY)]
    [InlineData("set-persistent-tables-b", "/guest/10", Errno.ENOENT)]
    [InlineData("set-persistent-tables-b", "/guest", Errno.ENOENT)]
    [InlineData("set-persistent-tables-b", "guest/2", Errno.ENOENT)]
    [InlineData("set-persistent-tables-b", "/vm-0/2", Errno.ENOENT)]
    [InlineData("retrieve-guest-ram", "/guest/2", Errno.EINVAL)]
    [InlineData("open-device-b", "/guest/1", Errno.EINVAL)]
    public void A_path_of_another_file_is_refused(string step, string path, Errno error)
    {
        var run = Runner.Branch(Reinjected, Reinjected.Plan with { Edits = [new ChangeArgument(step, "file", path)] });
        Assert.Equal(error, run.At(step).Step.Refusals[0].Error);
        Assert.Null(run.Moments[^1].Machine.Kernel!.Panic);
    }

    [Fact]
    public void A_file_is_handed_over_again_once()
    {
        var operation = Reinjected.OperationAfter("set-persistent-tables-b");
        int another = new IommufdDriver(operation.Kernel!).Open();
        Assert.Equal(Errno.EBUSY, new OrchestratorDriver(operation.Kernel!).InjectPath("/guest/2", new OpenIommufd(another)).Error);
    }

    [Fact]
    public void Nothing_is_found_by_path_where_nothing_is_mounted()
    {
        var run = Runner.Branch(Reinjected, Reinjected.Plan with { Edits = [new SkipStep("mount-handed-over-b")] });
        Assert.Equal(Errno.ENOENT, Assert.Single(run.At("retrieve-guest-ram").Step.Refusals).Error);
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Fact]
    public void With_mappings_first_all_is_pinned_before_the_device_is_there()
    {
        var run = LazyMapped.Value;
        var machine = run.Before("open-device-b").Machine;
        var context = machine.Kernel!.Iommufds[machine.Vmm!.Iommufd!.Context - 1];
        Assert.Empty(context.Devices);
        Assert.Equal(new GuestLayout(run.Plan.Guest.Memory, run.Plan.Seed).Slots.Aggregate(0UL, (sum, slot) => sum + slot.Iova.Length.PagesRoundedUp), Assert.Single(context.Ioases).Areas.Aggregate(0UL, (sum, area) => sum + area.PinnedPages));
        Assert.Equal(DomainKind.Restored, machine.Kernel.Iommu.DomainOf(Runs.Assigned)!.Kind);
        Assert.Equal(run.At("open-device-b").Machine.Vmm!.Iommufd!.Context, context.Id);
        Assert.Equal(DomainKind.Vfio, run.Moments[^1].Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!.Kind);
    }

    /// <summary>A VMM that dies between the iommufd and its device leaves tables that hardware walks.</summary>
    [Fact]
    public void An_iommufd_closed_without_its_device_leaves_the_restored_domain_alone()
    {
        var run = LazyMapped.Value;
        var crashed = Runner.Branch(run, run.Plan with { Edits = [new InjectFault("crash-vmm", run.Before("open-device-b").Step.Id)] });
        Assert.Equal(0, crashed.At("fault-crash-vmm").Dma(Runs.Assigned).Counts.Failures());
        Assert.Equal(DomainKind.Restored, crashed.At("fault-crash-vmm").Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!.Kind);
    }

    private static RunTimeline Of(Variants variants) => Runner.Run(VariantTests.Plan(KhoApproach.Name, variants));

    private static ImmutableArray<IncomingEntry> Entries(RunTimeline run, string step)
    {
        Assert.True(IncomingListing.Read(run.OperationAfter(step).Kernel!, out var entries).Succeeded);
        return entries;
    }

    private static void Missed(RunTimeline run, string structure, string step, string words)
    {
        var (session, files) = Lists(run);
        PhysicalRange File(int index) => new(files + new ByteCount(16 + ((ulong)index * FileRecord.Size) + 48), new(8));
        PhysicalRange lost = structure switch
        {
            "session block" => new(session.AlignDown(ByteCount.Page), ByteCount.Page),
            "file block" => new(files, ByteCount.Page),
            "memfd record" => File(0),
            "iommufd record" => File(1),
            "token of the iommufd" => new(File(1).Start + new ByteCount(8), new(8)),
            _ => File(2),
        };
        var machine = Runs.Poke(run.At(HandoverRuns.LastBeforeJump).Machine, memory => Assert.True(memory.TryWrite(lost.Start, new byte[lost.Length.Value])));
        var first = run.GoOn(HandoverRuns.LastBeforeJump, machine).First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>The first session's record, and the block that lists its files.</summary>
    private static (PhysicalAddress Session, PhysicalAddress Files) Lists(RunTimeline run)
    {
        var machine = run.At(HandoverRuns.LastBeforeJump).Machine;
        byte[] root = new byte[FrameNumber.SizeInBytes], record = new byte[SessionRecord.Size];
        Assert.True(machine.Platform.Memory.TryRead(HandoverRuns.Outgoing(machine).Tree.Child(HandoverChild.Orchestrator)!.Data, root));
        var session = OrchestratorRoot.Decode(HandoverVersion.V4, root, out _)!.Sessions + new ByteCount(16);
        Assert.True(machine.Platform.Memory.TryRead(session, record));
        return (session, SessionRecord.Decode(record).Files);
    }
}
