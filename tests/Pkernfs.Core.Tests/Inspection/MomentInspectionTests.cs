using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection;

public class MomentInspectionTests
{
    private static readonly Lazy<RunInspection> Example = new(() => new(Runner.Run(ScenarioLibrary.Load("pkernfs-rfc").Scenario!.Plan)));
    private static readonly PciAddress Nic = new(1, 0, 0), Disk = new(0, 3, 0);

    private static RunInspection Run => Example.Value;

    [Theory]
    [InlineData(0x100000000UL, ByteRoleKind.SuperBlock, "Super block")]
    [InlineData(0x100100000UL, ByteRoleKind.BlockBitmap, "Allocation bitmap")]
    [InlineData(0x100200000UL, ByteRoleKind.Inode, "Inode 1")]
    [InlineData(0x100200120UL, ByteRoleKind.Inode, "Inode 2")]
    [InlineData(0x100400000UL, ByteRoleKind.RegionBitmap, "Page bitmap of /iommu/root-pgtables")]
    [InlineData(0x100401010UL, ByteRoleKind.RootEntry, "Root entry of bus 01")]
    [InlineData(0x100403008UL, ByteRoleKind.ContextEntry, "Context entry of 01:00.0")]
    [InlineData(0x120803288UL, ByteRoleKind.SecondStageEntry, "Level 2 entry 81 of 01:00.0")]
    [InlineData(0xfed90020UL, ByteRoleKind.Register, "RTADDR, root table address")]
    [InlineData(0xfffffffffffffff8UL, ByteRoleKind.Unanswered, "Nothing answers here")]
    public void Bytes_have_roles_while_no_kernel_runs(ulong address, ByteRoleKind kind, string title)
    {
        var role = At("jump").RoleOf(new(address));
        Assert.Equal((kind, title), (role.Kind, role.Title));
    }

    [Fact]
    public void A_level_2_entry_says_which_iova_it_is_for()
    {
        var role = At("jump").RoleOf(new(0x120803288));
        Assert.Equal("IOVA 0xa200000, 2 MiB", role.Detail);
        Assert.Equal(new PhysicalRange(new(0x120803288), new(8)), role.Range);
        Assert.Equal("level 3 entry 0 at 0x120802000", role.ReachedFrom);
    }

    [Fact]
    public void What_a_running_kernel_keeps_has_roles_too()
    {
        var moment = At("run-guest");
        var kernel = moment.Kernel!;
        Assert.Equal(ByteRoleKind.PageStruct, moment.RoleOf(kernel.PageStructs.Start + new ByteCount(64)).Kind);
        Assert.Equal($"struct page of {kernel.Pages.Usable[0].Start.Frame + 1}", moment.RoleOf(kernel.PageStructs.Start + new ByteCount(64)).Title);
        Assert.Equal(ByteRoleKind.QueueDescriptor, moment.RoleOf(moment.Platform.Unit.QueueBase).Kind);
        Assert.Equal(ByteRoleKind.ProcessorEntry, moment.RoleOf(kernel.DirectMap.Table).Kind);
        Assert.Equal("E820 entry 0", moment.RoleOf(moment.Platform.Processor.BootParameters + new ByteCount(0x2d0)).Title);
        Assert.Equal("Boot parameters", moment.RoleOf(moment.Platform.Processor.BootParameters).Title);
    }

    [Fact]
    public void A_device_s_landing_is_recognised()
    {
        var moment = At("run-guest");
        var landing = Run.Timeline.Moments.First(one => one.Step.Id == "run-guest").Step.DmaByDevice[Nic].Landings[0];
        var role = moment.RoleOf(landing);
        Assert.Equal(ByteRoleKind.Payload, role.Kind);
        Assert.Contains("of 01:00.0", role.Decoded!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_of_guest_RAM_is_mapped_by_device_process_and_VFIO_while_the_guest_runs()
    {
        var mappers = At("run-guest").WhoMaps(new(0x10aa00000));
        var device = Assert.Single(mappers.Devices);
        Assert.Equal((Nic, new Iova(0xa200000), AccessRights.ReadWrite, ByteCount.FromMiB(2), true), (device.Function, device.Iova, device.Rights, device.PageSize, device.Translated));
        var process = Assert.Single(mappers.Processes);
        Assert.Equal(At("run-guest").VmmOf(LiveUpdate.Runs.Intended.Plan.Devices[0])!.GuestRam.Start + new ByteCount(0xa200000), process.Address);
        Assert.Equal(device.Iova, Assert.Single(mappers.DmaRecords).Iova);
        Assert.Null(mappers.DirectMap);
        Assert.Null(mappers.Allocation);
        Assert.Equal(("/guest-ram", new ByteCount(0xa200000)), (mappers.File!.Path, mappers.File.Offset));
    }

    [Fact]
    public void After_the_jump_only_the_device_and_the_file_are_left()
    {
        var mappers = At("jump").WhoMaps(new(0x10aa00000));
        Assert.Equal(Nic, Assert.Single(mappers.Devices).Function);
        Assert.True(mappers.Processes.IsEmpty && mappers.DmaRecords.IsEmpty && mappers.Allocation is null && mappers.DirectMap is null);
        Assert.NotNull(mappers.File);
    }

    [Fact]
    public void Ordinary_memory_is_in_the_direct_map_and_has_an_allocation()
    {
        var moment = At("run-guest");
        var mappers = moment.WhoMaps(moment.Kernel!.PageStructs.Start);
        Assert.NotNull(mappers.DirectMap);
        Assert.NotNull(mappers.Allocation);
        Assert.Empty(mappers.Devices);
    }

    [Fact]
    public void The_context_entry_s_history_is_default_then_dom_0_then_kept_then_carried()
    {
        int jump = IndexOf("jump");
        var events = ByteHistory.Of(Run, jump, new(new(0x100403000), new(16)));
        Assert.Contains("DID 8", Sentence("attach-01-00.0-default"), StringComparison.Ordinal);
        Assert.Equal("written: 4 levels from 0x120801000, DID 9", Sentence("attach-assigned"));
        Assert.StartsWith("kept", Sentence("zap-00-03.0"), StringComparison.Ordinal);
        Assert.Equal("carried through the jump unchanged", Sentence("jump"));
        Assert.Equal(events.Select(one => one.Index).Order(), events.Select(one => one.Index));
        Assert.DoesNotContain(ByteHistory.Of(Run, jump - 1, new(new(0x100403000), new(16))), one => one.StepId == "jump");

        string Sentence(string id) => Assert.Single(events, one => one.StepId == id).Sentence;
    }

    [Fact]
    public void The_zapped_entry_s_history_says_so()
    {
        var entry = At("jump").ContextEntryOf(Disk)!.Value;
        var events = ByteHistory.Of(Run, IndexOf("jump"), new(entry, new(16)));
        Assert.Equal("written: not present", Assert.Single(events, one => one.StepId == "zap-00-03.0").Sentence);
    }

    [Fact]
    public void Landings_in_a_row_are_one_line()
    {
        var landing = Run.Timeline.Moments.First(one => one.Step.Id == "run-guest").Step.DmaByDevice[Nic].Landings[0];
        var events = ByteHistory.Of(Run, IndexOf("guest-goes-on"), new(landing.AlignDown(ByteCount.Page), ByteCount.Page));
        Assert.Contains(events, one => one.Kind == ByteEventKind.Landing && one.Device == Nic);
        for (int i = 1; i < events.Length; i++) Assert.False(events[i].Kind == ByteEventKind.Landing && events[i - 1].Kind == ByteEventKind.Landing && events[i].Device == events[i - 1].Device);
    }

    [Fact]
    public void Disagreements_are_told_when_they_are_there()
    {
        Assert.DoesNotContain(At("run-guest").Disagreements(), one => one.Function == Nic);
        var jump = At("jump").Disagreements().ToList();
        Assert.Contains(jump, one => one.Function == Disk && one.Title == "Bus master is on for 00:03.0.");
        Assert.Contains(jump, one => one.Function == Nic && one.Title.EndsWith("no software owns.", StringComparison.Ordinal));
        var adopted = At("set-iommu-b").Disagreements().Where(one => one.Function == Nic).Select(one => one.Title).ToList();
        Assert.Equal(["Entry and kernel disagree about the domain id of 01:00.0.", "01:00.0 maps more than VFIO knows."], adopted);
        Assert.Empty(At("jump").DisagreementsAt(new(0x100400000)));
    }

    [Theory]
    [InlineData("0x100403000", "Context entry of 01:00.0")]
    [InlineData("4G+0x403000", "Context entry of 01:00.0")]
    [InlineData("01:00.0", "Function 01:00.0")]
    [InlineData("iova 0xa200000", "IOVA 0xa200000 of 01:00.0")]
    [InlineData("rtaddr", "RTADDR, root table address")]
    [InlineData("attach-assigned", "Point the context entry to dom-0")]
    [InlineData("/guest-ram", "/guest-ram")]
    [InlineData("pause", "Pause the vCPUs")]
    public void Search_finds_the_best_first(string typed, string first) =>
        Assert.Equal(first, RunSearch.Find(Run, At("jump"), typed)[0].Title);

    [Fact]
    public void Search_is_bounded_and_quiet_about_nonsense()
    {
        Assert.InRange(RunSearch.Find(Run, At("run-guest"), "e").Length, 1, RunSearch.MostResults);
        Assert.Empty(RunSearch.Find(Run, At("jump"), "zebra crossing"));
        Assert.Empty(RunSearch.Find(Run, At("jump"), "   "));
        Assert.Equal("Nothing answers here", RunSearch.Find(Run, At("jump"), "0xffffffffffffffff")[0].Title);
    }

    private static MomentInspection At(string step) => MomentInspection.Of(Run, IndexOf(step));

    private static int IndexOf(string step) => Run.Timeline.TryFind(step, out var moment) ? moment.Step.Index : throw new ArgumentException($"No step {step}.", nameof(step));
}
