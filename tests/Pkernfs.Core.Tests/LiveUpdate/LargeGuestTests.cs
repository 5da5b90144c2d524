using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>
/// The scenarios with large guests: with the limits lifted that they name the guest goes on; without, the step that a limit stops says so. These are the
/// built-in scenarios that the tests over <see cref="SmallScenarios"/> leave out.
/// </summary>
public class LargeGuestTests
{
    private const string LastBeforeJump = "keep-04-00.0";

    /// <summary>The scenario, its devices, tables of its domain, regions that they take, leaves above the first GiB, their size.</summary>
    public static TheoryData<string, int, int, int, ulong, int> Shapes => new()
    {
        { "guest-64g-4k", 1, 32_834, 65, (63UL << 30) >> 12, 12 },
        { "guest-1t-2m", 1, 1_029, 3, (1023UL << 30) >> 21, 21 },
        { "guest-12t-1g", 8, 28, 1, 12_287, 30 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_guest_goes_on_and_nothing_is_broken(string scenario, int devices, int tables, int regions, ulong leaves, int leafShift)
    {
        var run = LargeRuns.Of(scenario);

        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.True(run.Moments[^1].Machine.Vmm is { GuestRuns: true });
        var carried = run.Plan.Devices.Where(device => device.Persistent).Select(device => device.Address).ToArray();
        Assert.Equal(devices, carried.Length);
        foreach (var device in carried)
        {
            Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(device).Counts.Failures()));
            Assert.True(run.Moments[^1].Dma(device).Counts.Writes > 0);
        }
        var report = InvariantReport.Of(new RunInspection(run), TestContext.Current.CancellationToken);
        Assert.Empty(report.Broken.Select(verdict => $"{verdict.Invariant.Id} from {run.Moments[verdict.FirstBroken!.Value].Step.Id}"));

        var (memory, unit) = (run.Moments[^1].Machine.Platform.Memory, run.Moments[^1].Machine.Platform.Unit);
        var root = ContextOf(run.Moments[^1].Machine, carried[0]).SecondStageRoot;
        Assert.Equal(tables, PageTable<SecondStage, Iova>.Tables(memory, root, unit.SecondStageLimits).Count());
        Assert.Equal(regions, DomainRegions(run.Moments[^1].Machine, run).Length);
        var large = PageTable<SecondStage, Iova>.Leaves(memory, root, unit.SecondStageLimits).Where(run => run.PageSize.Value == 1UL << leafShift);
        Assert.True(large.Aggregate(0UL, (sum, run) => sum + run.Length.Value) >> leafShift >= leaves);
        Assert.All(carried, device => Assert.Equal(root, ContextOf(run.Moments[^1].Machine, device).SecondStageRoot));
    }

    /// <summary>The scenario, the limits that are lifted in it, the step that the next one stops, and what that says.</summary>
    public static TheoryData<string, string, string, string> Limits => new()
    {
        { "guest-64g-4k", "", "map-memory-a", "ENOMEM: all 512 pages of the page-table region at 0x1400800000 are taken. Map larger pages or less memory in one domain." },
        { "guest-1t-2m", "", "create-guest-ram", "EFBIG: 1 TiB is more than inode 4 (\"guest-ram\") can hold: 512 GiB, since its one mappings block has 262144 entries of 2 MiB each (RFC 04/18)." },
        { "guest-1t-2m", "gigantic-blocks, large-mappings", "map-memory-above-4-gib-a", "ENOMEM: all 512 pages of the page-table region at" },
        { "guest-12t-1g", "", "create-guest-ram", "EFBIG: 12 TiB is more than inode 4 (\"guest-ram\") can hold: 512 GiB" },
        { "guest-12t-1g", "gigantic-blocks, large-mappings", "create-guest-ram", "ENOMEM: no 1 GiB at a multiple of 1 GiB is free in the 1048576 blocks that the allocator looks at" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void As_posted_the_step_that_meets_a_limit_says_so(string scenario, string lifted, string step, string words)
    {
        var first = LargeRuns.FirstProblem(LargeRuns.With(scenario, lifted).Plan);

        Assert.Equal(step, first.Step.Id);
        Assert.Contains(words, Assert.Single(first.Step.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_posted_form_is_the_same_plan_with_no_limit_lifted()
    {
        var (posted, lifted) = (Runs.Plan("guest-64g-4k-as-posted"), Runs.Plan("guest-64g-4k"));

        Assert.Equal(PkernfsOptions.Intent, posted.Options);
        Assert.Equal(PkernfsOptions.Intent with { Lifted = LiftedLimits.SeveralRegions }, lifted.Options);
        Assert.Equal(lifted with { Options = posted.Options, Guests = posted.Guests, Devices = posted.Devices }, posted);
        Assert.Equal(lifted.Guests, posted.Guests);
        Assert.Equal(lifted.Devices, posted.Devices);
    }

    [Theory]
    [InlineData("guest-1t-2m", "", 1)]
    [InlineData("guest-12t-1g", "", 2)]
    [InlineData("guest-12t-1g", "gigantic-blocks", 1)]
    [InlineData("guest-12t-1g", "gigantic-blocks, whole-bitmap", 0)]
    public void A_scenario_that_will_meet_a_limit_is_told_before(string scenario, string lifted, int warnings) =>
        Assert.Equal(warnings, LargeRuns.With(scenario, lifted).Findings.Count(finding => finding.Severity == Severity.Warning));

    /// <summary>Nothing but the list tells the next kernel where the other regions are.</summary>
    [Theory]
    [InlineData("magic", PkernfsLayout.RegionListOffset, 0UL, "is in none of the 1 regions that the file at")]
    [InlineData("count", PkernfsLayout.RegionListCountOffset, 40UL, "is in none of the 41 regions that the file at")]
    [InlineData("an entry", PkernfsLayout.RegionListEntriesOffset, 3UL, "is in none of the 65 regions that the file at")]
    public void Without_its_list_of_regions_the_domain_is_not_adopted(string what, int offset, ulong value, string words)
    {
        var run = LargeRuns.Of("guest-64g-4k");
        var first = DomainRegions(run.At(LastBeforeJump).Machine, run)[0];
        var poked = run.Poke(LastBeforeJump, memory => Assert.True(memory.TryWriteWord(first + new ByteCount((ulong)offset), value), what));

        var moment = GoOnUntilProblem(run, poked);

        Assert.Equal("set-iommu-b", moment.Step.Id);
        Assert.Contains(moment.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_further_regions_bitmap_must_know_its_tables()
    {
        var run = LargeRuns.Of("guest-64g-4k");
        var region = DomainRegions(run.At(LastBeforeJump).Machine, run)[40];
        var poked = run.Poke(LastBeforeJump, memory => Assert.True(memory.TryFill(new(region, ByteCount.Page), Frame.Zero)));

        var moment = GoOnUntilProblem(run, poked);

        Assert.Equal("set-iommu-b", moment.Step.Id);
        Assert.Contains(moment.Step.Problems, problem => problem.Contains($"the bitmap of its region at {region} has its page free", StringComparison.Ordinal));
    }

    /// <summary>What a byte is, in the middle of a file of 12 TiB: the file is two runs, so nobody goes through its six million blocks.</summary>
    [Fact]
    public void A_byte_in_the_middle_of_the_guest_is_known_from_every_side()
    {
        var run = LargeRuns.Of("guest-12t-1g");
        var inspection = At(run, "run-guest");
        var device = run.Plan.Devices[0].Address;
        var iova = new Iova(8UL << 40);
        var physical = run.At("run-guest").Machine.Platform.Unit.Walk(run.At("run-guest").Machine.Platform.Memory, device, iova, AccessKind.Read).Physical;

        // 2 GiB of the file are below 4 GiB of the guest's addresses.
        var place = inspection.FilePlace(physical)!;
        Assert.Equal(("/guest-ram", iova.Value - (2UL << 30)), (place.Path, place.Offset.Value));
        var mappers = inspection.WhoMaps(physical);
        Assert.Equal(8, mappers.Devices.Length);
        Assert.All(mappers.Devices, mapper => Assert.Equal((iova, 1UL << 30), (mapper.Iova, mapper.PageSize.Value)));
        Assert.Equal(1UL << 30, Assert.Single(mappers.Processes).PageSize.Value);

        var reader = inspection.Medium!;
        var entry = reader.BlockAddress(reader.Lookup("/guest-ram")!.MappingsBlock) + new ByteCount(sizeof(ulong) * (place.Offset.Value >> 30));
        Assert.Equal($"file offset 8190 GiB: block {reader.BlockAt(physical)}", inspection.RoleOf(entry).Detail);
    }

    [Fact]
    public void The_list_of_regions_is_taken_apart()
    {
        var run = LargeRuns.Of("guest-64g-4k");
        var inspection = At(run, "jump");
        var first = DomainRegions(run.At("jump").Machine, run)[0];

        var count = inspection.RoleOf(first + new ByteCount(PkernfsLayout.RegionListCountOffset));
        Assert.Equal((ByteRoleKind.RegionList, "List of regions of /iommu/dom-0", "64 further regions"), (count.Kind, count.Title, count.Detail));
        Assert.StartsWith("region 64: block ", inspection.RoleOf(first + new ByteCount(PkernfsLayout.RegionListEntriesOffset + (63 * 8))).Detail, StringComparison.Ordinal);
        Assert.NotEqual(ByteRoleKind.RegionList, inspection.RoleOf(first + new ByteCount(PkernfsLayout.RegionListEntriesOffset + (64 * 8))).Kind);
    }

    private static MomentInspection At(RunTimeline run, string step)
    {
        var whole = new RunInspection(run);
        return new(run.At(step).Machine, whole.Region, whole.OwnershipAt(run.At(step).Step.Index));
    }

    private static Moment GoOnUntilProblem(RunTimeline run, MachineState machine)
    {
        var from = run.At(LastBeforeJump).Step;
        var (clock, index) = (from.ClockNanoseconds, from.Index + 1);
        foreach (var step in Approaches.Steps(run.Plan).Skip(index))
        {
            var moment = Runner.Continue(run.Plan, machine, [step], index++, clock)[0];
            if (!moment.Step.Problems.IsEmpty) return moment;
            (machine, clock) = (moment.Machine, moment.Step.ClockNanoseconds);
        }
        throw new InvalidOperationException("No step has a problem.");
    }

    private static PhysicalAddress[] DomainRegions(MachineState machine, RunTimeline run)
    {
        var reader = new PkernfsReader(machine.Platform.Memory, KernelCommandLine.Parse(run.Plan.KernelA.CommandLine).Pkernfs!.Value);
        return [.. reader.RegionsOf(reader.Lookup("/iommu/dom-0")!).All.Select(region => region.Bytes.Start)];
    }

    private static ContextEntry ContextOf(MachineState machine, PciAddress function)
    {
        var (memory, unit) = (machine.Platform.Memory, machine.Platform.Unit);
        Assert.True(RootEntry.TryRead(memory, unit.RootTable, function.Bus, out var root) && root.Present);
        Assert.True(ContextEntry.TryRead(memory, root.ContextTable, function.DevFn, out var entry) && entry.Present);
        return entry;
    }
}
