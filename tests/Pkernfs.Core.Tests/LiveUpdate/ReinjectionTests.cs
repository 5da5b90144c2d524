using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Save and restore where user space hands the saved tables over again, or finds its device by a session, or maps before it opens.</summary>
public class ReinjectionTests
{
    private const string LastBeforeJump = "keep-01-00.0", HandOver = "reinject-domain-b";

    private static readonly Lazy<RunTimeline> LazyReinjected = Lazily(Variants.Default with { Discovery = Discovery.ReinjectedFile });

    private static readonly Lazy<RunTimeline> LazySession = Lazily(Variants.Default with { Discovery = Discovery.LuoSession });

    private static readonly Lazy<RunTimeline> LazyMapped = Lazily(Variants.Default with { Order = RestoreOrder.MappingsFirst });

    private static RunTimeline Reinjected => LazyReinjected.Value;

    private static RunTimeline Session => LazySession.Value;

    private static RunTimeline Mapped => LazyMapped.Value;

    [Theory]
    [InlineData("reserve-domain-ids", null)]
    [InlineData("probe-host-functions", null)]
    [InlineData("open-iommufd-b", null)]
    [InlineData(HandOver, DomainKind.Restored)]
    [InlineData("open-device-b", DomainKind.Restored)]
    [InlineData("switch-domain", DomainKind.Vfio)]
    public void No_domain_stands_behind_the_entry_until_the_file_is_handed_over(string step, DomainKind? kind) =>
        Assert.Equal(kind, Reinjected.At(step).Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)?.Kind);

    /// <summary>The unit's caches tell domains apart by their ids alone, and hardware uses one that no domain of the kernel has yet.</summary>
    [Theory]
    [InlineData("reserve-domain-ids", true)]
    [InlineData("adopt-root-table", false)]
    public void No_new_domain_gets_the_id_that_hardware_uses(string step, bool reserved)
    {
        var operation = Reinjected.OperationAfter(step);
        var iommu = new IommuDriver(operation.Kernel!);
        ushort used = iommu.ReadContext(Runs.Assigned)!.Value.DomainId;
        var made = Enumerable.Range(0, used).Select(number => iommu.MakeDomain(DomainKind.Default, $"domain {number}")!.DomainId).ToArray();
        Assert.True(made.Max() > used);
        Assert.Equal(reserved, !made.Contains(used));
        // Where one has it, the file cannot be handed over any more.
        var result = new IommufdDriver(operation.Kernel!).RestoreDomain(Medium(operation).Lookup("/iommu/dom-0")!.Number, out var domain);
        Assert.Equal(reserved ? Errno.None : Errno.EINVAL, result.Error);
        Assert.Equal(reserved ? used : null, domain?.DomainId);
        Assert.Empty(operation.Kernel!.State.Iommu.ReservedIds);
    }

    /// <summary>A device that the driver holds in no domain is opened like any other: it is reset, and what it did is lost.</summary>
    [Fact]
    public void A_device_whose_tables_nobody_hands_over_is_not_taken_as_it_runs()
    {
        var run = Runner.Branch(Reinjected, Reinjected.Plan with { Edits = [new SkipStep(HandOver)] });
        Assert.True(run.Before("open-device-b").Machine.Platform.Functions[Runs.Assigned].Running);
        Assert.False(run.At("open-device-b").Machine.Platform.Functions[Runs.Assigned].Running);
    }

    [Theory]
    [InlineData("/guest-ram", Errno.EBADF)]
    [InlineData("/iommu/root-pgtables", Errno.EBADF)]
    [InlineData("/iommu", Errno.EBADF)]
    [InlineData("/nothing", Errno.ENOENT)]
    public void A_descriptor_of_anything_else_is_refused_and_changes_nothing(string file, Errno error)
    {
        var run = Runner.Branch(Reinjected, Reinjected.Plan with { Edits = [new ChangeArgument(HandOver, "file", file)] });
        Assert.Equal(error, Assert.Single(run.At(HandOver).Step.Refusals).Error);
        Assert.Equal(run.Before(HandOver).Machine.Kernel!.Iommu.Domains, run.At(HandOver).Machine.Kernel!.Iommu.Domains);
    }

    /// <summary>A file of tables that is sound, but through which hardware translates for nobody, carries nothing.</summary>
    [Fact]
    public void Tables_that_hardware_does_not_use_are_refused()
    {
        var operation = Reinjected.OperationAfter("open-iommufd-b");
        Assert.True(new PkernfsDriver(operation.Kernel!).TryVolume(out var volume, out _) && volume.TryCreateDomainTables("dom-1", out var other, out _));
        var refused = new IommufdDriver(operation.Kernel!).RestoreDomain(Medium(operation).Lookup("/iommu/dom-1")!.Number, out var domain);
        Assert.Equal(Errno.EINVAL, refused.Error);
        Assert.Contains("hardware does not translate through them", refused.Message, StringComparison.Ordinal);
        Assert.Null(domain);
    }

    [Fact]
    public void The_file_is_handed_over_once()
    {
        var operation = Reinjected.OperationAfter(HandOver);
        Assert.Equal(Errno.EBUSY, new IommufdDriver(operation.Kernel!).RestoreDomain(Medium(operation).Lookup("/iommu/dom-0")!.Number, out _).Error);
    }

    /// <summary>What it rests on is bytes: the file, its tables, and the entry that hardware uses.</summary>
    [Theory]
    [InlineData("context entry of 01:00.0", "adopt-root-table", "No present context entry for 01:00.0")]
    [InlineData("bitmap of dom-0", HandOver, "is in use, but the bitmap of its region")]
    [InlineData("top table of dom-0", HandOver, "map nothing: the device's mappings are lost")]
    [InlineData("level 3 table of dom-0", HandOver, "map nothing: the device's mappings are lost")]
    public void A_structure_that_is_lost_is_missed_when_the_file_is_handed_over(string structure, string step, string words)
    {
        var bytes = PersistedStructure.Find(structure, Reinjected.At(LastBeforeJump).Machine);
        var first = FirstProblem(Reinjected, LastBeforeJump, bytes);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>The root tables' inode is found through the newest inode of the directory, so that one goes after they are.</summary>
    [Fact]
    public void A_file_that_is_gone_cannot_be_handed_over()
    {
        var bytes = PersistedStructure.Find("inode of dom-0", Reinjected.At("adopt-root-table").Machine);
        var first = FirstProblem(Reinjected, "adopt-root-table", bytes);
        Assert.Equal(HandOver, first.Step.Id);
        Assert.Equal(Errno.ENOENT, Assert.Single(first.Step.Refusals).Error);
    }

    [Fact]
    public void The_session_says_which_device_the_temporary_domain_holds()
    {
        Assert.EndsWith("The device is 01:00.0.", Session.At("open-device-b").Step.Explanation, StringComparison.Ordinal);
        Assert.Equal(Medium(Session.OperationAfter("retrieve-session-b")).Lookup("/iommu/dom-0")!.Number, Session.At("retrieve-session-b").Machine.Vmm!.Found);
        var without = Runner.Branch(Session, Session.Plan with { Edits = [new SkipStep("retrieve-session-b")] });
        Assert.Equal(Errno.EBADF, Assert.Single(without.At("open-device-b").Step.Refusals).Error);
        // Guest RAM's token names a file, too, but no device.
        var other = Runner.Branch(Session, Session.Plan with { Edits = [new ChangeArgument("start-vmm-b", "token", "0x1"), new ChangeArgument("retrieve-session-b", "token", "0x2")] });
        Assert.NotEmpty(other.At("start-vmm-b").Step.Problems);
    }

    [Theory]
    [InlineData("device", "start-vmm-b")]
    [InlineData("guest RAM", "start-vmm-b")]
    [InlineData("table of sessions", "start-vmm-b")]
    public void A_session_that_is_lost_is_missed_by_the_first_who_asks(string structure, string step)
    {
        var machine = Session.At(LastBeforeJump).Machine;
        var medium = new PkernfsReader(machine.Platform.Memory, Runs.Region);
        var table = new SessionTableReader(machine.Platform.Memory, medium.BlockAddress(medium.Lookup("/luo-sessions")!.MappingsBlock));
        var bytes = structure switch { "device" => table.EntryBytes(0), "guest RAM" => table.EntryBytes(1), _ => table.HeaderBytes };
        Assert.Equal(step, FirstProblem(Session, LastBeforeJump, bytes).Step.Id);
    }

    [Fact]
    public void A_file_that_a_session_holds_is_not_freed()
    {
        var run = Runner.Branch(Session, Session.Plan with { Edits = [new SkipStep("finish-session")] });
        var refusal = Assert.Single(run.At("free-iommu-files").Step.Refusals);
        Assert.Equal(Errno.EBUSY, refusal.Error);
        Assert.Contains("session vm-0 holds it under token 0x1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mappings_and_pins_are_there_before_the_device_is()
    {
        var areas = Mapped.Before("open-device-b").Machine.Kernel!.Iommufds[^1];
        Assert.Empty(areas.Devices);
        Assert.Equal(
            new GuestLayout(Mapped.Plan.Guest.Memory, Mapped.Plan.Seed).Slots.Select(slot => (slot.Iova, slot.Iova.Length.PagesRoundedUp)),
            areas.Ioases[0].Areas.Select(area => (area.Range, area.PinnedPages)));
        var steps = Mapped.Moments.Select(moment => moment.Step.Id).ToList();
        Assert.True(steps.IndexOf("open-iommufd-b") < steps.IndexOf("map-low-memory-b"));
        Assert.True(steps.IndexOf("map-memory-b") < steps.IndexOf("bind-vfio-b"));
        Assert.True(steps.IndexOf("open-device-b") < steps.IndexOf("allocate-hwpt-b"));
        Assert.True(steps.IndexOf("switch-domain") < steps.IndexOf("resume-vcpus"));
    }

    /// <summary>The HWPT needs its device, whatever the order.</summary>
    [Fact]
    public void An_HWPT_without_a_device_is_refused()
    {
        var run = Runner.Branch(Mapped, Mapped.Plan with { Edits = [new SkipStep("open-device-b")] });
        Assert.Equal(Errno.ENOENT, Assert.Single(run.At("allocate-hwpt-b").Step.Refusals).Error);
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    private static Moment FirstProblem(RunTimeline run, string step, PhysicalRange bytes) =>
        run.GoOn(step, run.Poke(step, memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])))).First(moment => moment.Step.Problems.Length > 0);

    private static PkernfsReader Medium(Operation operation) => new(operation.Kernel!.Memory, Runs.Region);

    private static Lazy<RunTimeline> Lazily(Variants variants) => new(() => Runner.Run(VariantTests.Plan("save-restore", variants)));
}
