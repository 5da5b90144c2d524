using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Tests.Tour;

/// <summary>What the stops say beside their figures, held against the runs: a stop without a claim here is not checked, and fails.</summary>
public sealed class TourClaimTests
{
    private static readonly PciAddress nic = new(1, 0, 0), disk = new(0, 3, 0);

    private static readonly Dictionary<string, Action> claims = new()
    {
        ["A guest with a device of its own"] = () =>
        {
            Assert.Single(TourRuns.Of(ScenarioLibrary.Default).Timeline.Plan.Guests);
            Assert.True(Device("run-guest", nic).Runs);
            // "The NIC works all the while": none of its accesses fails, from its start to the end.
            foreach (var moment in Run().Timeline.Moments.Where(moment => moment.Step.Index > TourRuns.At("start-guest-driver").Step.Index))
            {
                var counts = moment.Step.DmaByDevice[nic].Counts;
                Assert.Equal((0, 0, 0, 0), (counts.Faults, counts.Lost, counts.Misdirected, counts.Late));
                Assert.True(counts.Writes > 0, $"The NIC writes nothing in {moment.Step.Id}.");
            }
            Assert.Equal(1, TourRuns.At("run-guest").Step.Boot);
        },
        ["Memory that outlives the kernel"] = () =>
        {
            Assert.All(Owners("run-guest").Within(Run().Region!.Value).Where(extent => extent.Class != OwnerClass.Free), extent => Assert.True(extent.Persistent, extent.Label));
            Assert.Equal(Run().Timeline.Plan.Guest.Memory.Value, Sum(Owners("run-guest").Within(Run().Region!.Value).Where(extent => extent.Class == OwnerClass.GuestRam)));
        },
        ["The tables are in there, too"] = () =>
        {
            var tree = Tree("run-guest");
            Assert.True(Persists("run-guest", tree.RootTable!.Value));
            Assert.True(Persists("run-guest", tree.Find(nic)!.ContextTable!.Value));
            Assert.All(tree.Find(nic)!.Domain!.Tables, table => Assert.True(Persists("run-guest", table.Address)));
            Assert.All(tree.Find(disk)!.Domain!.Tables, table => Assert.False(Persists("run-guest", table.Address)));
        },
        ["The guest pauses, its device does not"] = () =>
        {
            Assert.True(TourRuns.At("pause-vcpus").Step.InBlackout);
            Assert.False(Run().Timeline.Moments[TourRuns.At("pause-vcpus").Step.Index - 1].Step.InBlackout);
            Assert.True(Device("pause-vcpus", nic).Runs);
        },
        ["Who has to be kept out"] = () =>
        {
            Assert.True(Device("pci-shutdown", disk).Context is { Present: true });
            Assert.False(Device("zap-00-03.0", disk).Context is { Present: true });
            Assert.True(Device("zap-00-03.0", nic).Context is { Present: true });
        },
        ["Why the IOMMU must not stop"] = () =>
        {
            Assert.All(Run().Timeline.Moments.Where(moment => moment.Step.Index >= TourRuns.At("enable-translation").Step.Index), moment => Assert.True(moment.Machine.Platform.Unit.TranslationEnabled, moment.Step.Id));
            // The same number as a physical address is RAM that is no part of the carve-out.
            var physical = new PhysicalAddress(0xa3b7d40);
            Assert.Contains(Run().Timeline.Plan.Board.Ram, range => range.Contains(physical));
            Assert.False(Run().Region!.Value.Contains(physical));
        },
        ["No kernel"] = () =>
        {
            Assert.Null(TourRuns.At("jump").Machine.Kernel);
            var landings = TourRuns.At("jump").Step.DmaByDevice[nic].Landings;
            Assert.NotEmpty(landings);
            Assert.All(landings, landing => Assert.Equal(OwnerClass.GuestRam, Owners("jump").At(landing)!.Class));
        },
        ["What the jump cost"] = () =>
        {
            Assert.Empty(TourRuns.At("relocate-kernel").Machine.Vmms);
            Assert.Equal(Region("keep-01-00.0"), Region("relocate-kernel"));

            static IEnumerable<(PhysicalRange, OwnerClass, string)> Region(string step) => Owners(step).Within(Run().Region!.Value).Select(extent => (extent.Range, extent.Class, extent.Label));
        },
        ["Kernel B takes over what it finds"] = () =>
        {
            Assert.Contains("liveupdate", Run().Timeline.Plan.KernelB.CommandLine.Split(' '));
            Assert.DoesNotContain("liveupdate", Run().Timeline.Plan.KernelA.CommandLine.Split(' '));
            Assert.Equal(Tree("run-guest").RootRegister, Tree("adopt-root-table").RootRegister);
            Assert.Equal(Tree("run-guest").RootTable, Tree("guest-goes-on").RootTable);
        },
        ["A device that nobody owns"] = () =>
        {
            Assert.Equal(Device("run-guest", nic).Domain!.Root, Device("defer-attach", nic).Domain!.Root);
            Assert.Null(TourRuns.At("defer-attach").Machine.Kernel!.Iommu.DomainOf(nic));
        },
        ["User space does it all again"] = () =>
        {
            var tables = Tree("map-memory-b").Find(nic)!.Domain!.Tables;
            Assert.All(tables, table => Assert.DoesNotContain(TourRuns.At("map-memory-b").Step.Touched, range => range.Contains(table.Address)));
            Assert.True(TourRuns.At("resume-vcpus").Step.Index > TourRuns.At("map-memory-b").Step.Index);
        },
        ["Another way: save and restore"] = () =>
        {
            const string scenario = "save-restore";
            Assert.True(TourRuns.At("replace-domain", scenario).Step.Index < TourRuns.At("pause-vcpus", scenario).Step.Index);
            Assert.True(Tree("jump", scenario).Find(nic)!.Domain!.IsPersistent);
            Assert.NotNull(TourRuns.At("restore-temporary-domain", scenario).Machine.Kernel!.Iommu.DomainOf(nic));
            Assert.True(TourRuns.At("switch-domain", scenario).Step.Index > TourRuns.At("resume-vcpus", scenario).Step.Index);
            Assert.DoesNotContain(Owners("guest-goes-on", scenario).Within(Run(scenario).Region!.Value), extent => extent.Class is OwnerClass.DomainPageTable or OwnerClass.RootAndContext);
        },
        ["Another way: Kexec HandOver"] = () =>
        {
            const string scenario = "kho";
            Assert.Null(Run(scenario).Region);
            Assert.Contains(Owners("jump", scenario).Extents, extent => extent is { Class: OwnerClass.GuestRam, Persistent: true });
            Assert.False(Tree("jump", scenario).Find(disk)!.Runs);
            Assert.True(TourRuns.At("restore-temporary-domain", scenario).Step.Index < TourRuns.At("probe-host-functions", scenario).Step.Index);
            Assert.NotNull(TourRuns.At("restore-temporary-domain", scenario).Machine.Kernel!.Iommu.DomainOf(nic));
            Assert.True(TourRuns.At("reserve-preserved", scenario).Step.Index < TourRuns.At("free-memory-b", scenario).Step.Index);
        },
        ["Another way: the container as a file"] = () =>
        {
            var steps = Run("container-file").Timeline.Moments.Select(moment => moment.Step.Id).ToList();
            Assert.DoesNotContain(steps[..steps.IndexOf("resume-vcpus")], id => id.StartsWith("map-", StringComparison.Ordinal) && id.EndsWith("-b", StringComparison.Ordinal));
            Assert.Contains("open-container-file-b", steps);
        },
    };

    public static TheoryData<string> Titles => [.. TourStops.All.Select(stop => stop.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void WhatAStopSaysIsSo(string title)
    {
        Assert.True(claims.TryGetValue(title, out var claim), $"Nothing checks what \"{title}\" says.");
        claim();
    }

    private static RunInspection Run(string scenario = ScenarioLibrary.Default) => TourRuns.Of(scenario);

    private static OwnershipMap Owners(string step, string scenario = ScenarioLibrary.Default) => Run(scenario).OwnershipAt(TourRuns.At(step, scenario).Step.Index);

    private static TranslationTree Tree(string step, string scenario = ScenarioLibrary.Default) => TranslationReading.Of(Run(scenario), TourRuns.At(step, scenario).Step.Index).Tree;

    private static TranslationDevice Device(string step, PciAddress device) => Tree(step).Find(device)!;

    private static bool Persists(string step, PhysicalAddress address) => Owners(step).At(address) is { Persistent: true };

    private static ulong Sum(IEnumerable<OwnedExtent> extents) => extents.Aggregate(0UL, (sum, extent) => sum + extent.Range.Length.Value);
}
