using CsCheck;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection.Comparison;

public sealed class MachineComparisonTests
{
    private static readonly RunInspection Rfc = TranslationRuns.Rfc;
    private static readonly RunInspection AsPosted = TranslationRuns.AsPosted;
    private static readonly Gen<int> Moments = Gen.Int[0, Rfc.Timeline.Moments.Length - 1];

    [Fact]
    public void A_moment_does_not_differ_from_itself() => Moments.Sample(at =>
    {
        var comparison = MachineComparison.Of(Rfc, at, Rfc, at);
        Assert.Empty(comparison.Differences);
        Assert.Equal(0UL, comparison.ChangedPages);
    }, iter: 20);

    [Fact]
    public void Two_runs_of_one_plan_do_not_differ()
    {
        var again = new RunInspection(Runner.Run(Rfc.Timeline.Plan));
        foreach (string step in new[] { "enable-translation", "run-guest", "jump", "resume-vcpus" })
        {
            int at = TranslationRuns.IndexOf(step);
            Assert.Empty(MachineComparison.Of(Rfc, at, again, at).Differences);
        }
    }

    [Fact]
    public void Seen_from_the_other_side_what_appeared_vanished() => Gen.Select(Moments, Moments, Gen.Bool).Sample((left, right, posted) =>
    {
        var other = posted ? AsPosted : Rfc;
        var there = MachineComparison.Of(Rfc, left, other, right).Differences;
        var back = MachineComparison.Of(other, right, Rfc, left).Differences;
        Assert.Equal(there.Select(Words).Order(), back.Select(difference => Words(difference.Swapped())).Order());
        Assert.DoesNotContain(there, difference => difference.Left == difference.Right);
    }, iter: 12);

    [Fact]
    public void As_posted_the_assigned_devices_entry_is_gone_at_the_jump()
    {
        var comparison = Compare(Rfc, "jump", AsPosted, "jump");
        var entry = One(comparison, "context entry of 01:00.0");
        Assert.Equal((DifferenceKind.Vanished, "none"), (entry.Kind, entry.Right));
        Assert.Equal(16UL, Assert.Single(entry.LeftRanges).Length.Value);
        Assert.Equal("refused: context entry not present", One(comparison, "requests of 01:00.0").Right);
        Assert.Contains("faults", One(comparison, "DMA of 01:00.0 so far").Right, StringComparison.Ordinal);
        Assert.Contains(comparison.Sentences, sentence => sentence.Contains("no trouble with an access of 01:00.0 in A", StringComparison.Ordinal));
        Assert.DoesNotContain(comparison.Differences, difference => difference.Topic == DifferenceTopic.Medium);
    }

    /// <summary>The guest's memory is a file of pkernfs here and a memfd there: the same IOVA still means the same byte of the guest's, also while no kernel runs.</summary>
    [Theory]
    [InlineData("kho", "run-guest")]
    [InlineData("kho", "jump")]
    [InlineData("kho", "guest-goes-on")]
    [InlineData("kho-carve-out", "jump")]
    [InlineData("save-restore", "jump")]
    public void The_same_page_of_the_guests_is_the_same_wherever_an_approach_keeps_it(string scenario, string step)
    {
        var other = new RunInspection(Runner.Run(Core.Scenarios.ScenarioLibrary.Load(scenario).Scenario!.Plan));
        Assert.True(other.Timeline.TryFind(step, out var moment));
        var comparison = MachineComparison.Of(Rfc, TranslationRuns.IndexOf(step), other, moment.Step.Index);
        Assert.DoesNotContain(comparison.Differences, difference => difference.What.StartsWith("pages behind IOVAs of 01:00.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_page_of_the_guests_behind_an_IOVA_is_told_across_approaches()
    {
        var plan = Core.Scenarios.ScenarioLibrary.Load("kho").Scenario!.Plan;
        var other = new RunInspection(Runner.Run(plan with { Edits = [new ChangeArgument("map-low-memory-a", "offset", "0x200000")] }));
        Assert.True(other.Timeline.TryFind("run-guest", out var moment));
        var difference = Assert.Single(MachineComparison.Of(Rfc, TranslationRuns.IndexOf("run-guest"), other, moment.Step.Index).Differences, difference => difference.What.StartsWith("pages behind IOVAs of 01:00.0", StringComparison.Ordinal));
        Assert.EndsWith("guest-ram at 0x0", difference.Left, StringComparison.Ordinal);
        Assert.EndsWith("guest-ram at 0x200000", difference.Right, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_the_jump_every_object_of_the_kernel_vanishes_and_pkernfs_stays()
    {
        int jump = TranslationRuns.IndexOf("jump");
        var comparison = MachineComparison.Of(Rfc, jump - 1, Rfc, jump);
        var kernel = comparison.Differences.Where(difference => difference.Topic is DifferenceTopic.Kernel or DifferenceTopic.Userspace).ToList();
        Assert.Contains(kernel, difference => difference.What.StartsWith("VFIO container", StringComparison.Ordinal));
        Assert.Contains(kernel, difference => difference.What == "iommu_domain of 01:00.0");
        Assert.All(kernel, difference => Assert.Equal(DifferenceKind.Vanished, difference.Kind));
        Assert.DoesNotContain(comparison.Differences, difference => difference.Topic is DifferenceTopic.Medium or DifferenceTopic.Reach);
        Assert.Contains(comparison.Sentences, sentence => sentence.StartsWith("/guest-ram holds the same 131,072 pages", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kernels_domain_id_is_told_beside_the_entrys()
    {
        var entry = One(Compare(Rfc, "run-guest", Rfc, "guest-goes-on"), "domain id in the context entry of 01:00.0");
        Assert.Equal(DifferenceKind.Changed, entry.Kind);
        Assert.Contains("kernel says", entry.Left, StringComparison.Ordinal);
        Assert.NotEqual(entry.Left, entry.Right);
    }

    [Fact]
    public void The_new_vmm_maps_guest_ram_at_another_address()
    {
        var mapping = One(Compare(Rfc, "run-guest", Rfc, "guest-goes-on"), "VMM's mapping of guest-ram");
        Assert.Equal(DifferenceKind.Moved, mapping.Kind);
    }

    [Fact]
    public void A_mapping_that_a_what_if_leaves_out_is_told_by_its_iovas()
    {
        var steps = Approaches.Steps(Rfc.Timeline.Plan).Select(step => step.Id).Where(id => id.StartsWith("map-", StringComparison.Ordinal) && id.EndsWith("-a", StringComparison.Ordinal)).ToList();
        var without = new RunInspection(Runner.Branch(Rfc.Timeline, Rfc.Timeline.Plan with { Edits = [new SkipStep(steps[0])] }));
        Assert.True(without.Timeline.TryFind("run-guest", out var moment));
        var comparison = MachineComparison.Of(Rfc, TranslationRuns.IndexOf("run-guest"), without, moment.Step.Index);
        var reach = comparison.Differences.Where(difference => difference.Topic == DifferenceTopic.Reach).ToList();
        Assert.Contains(reach, difference => difference.Kind == DifferenceKind.Vanished && difference.What.StartsWith("IOVAs of 01:00.0", StringComparison.Ordinal));
        Assert.Contains(comparison.Sentences, sentence => sentence.StartsWith("Its IOVAs do not all give the same pages", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_restore_ends_with_its_tables_in_ordinary_memory_and_the_same_pages_behind_them()
    {
        var other = new RunInspection(Runner.Run(Core.Scenarios.ScenarioLibrary.Load("save-restore").Scenario!.Plan));
        var comparison = MachineComparison.Of(Rfc, Rfc.Timeline.Moments.Length - 1, other, other.Timeline.Moments.Length - 1);
        var tables = One(comparison, "second-stage tables that 01:00.0 is led to");
        Assert.Equal(DifferenceKind.Moved, tables.Kind);
        Assert.EndsWith("in pkernfs", tables.Left, StringComparison.Ordinal);
        Assert.EndsWith("in ordinary RAM", tables.Right, StringComparison.Ordinal);
        Assert.Equal(DifferenceKind.Vanished, One(comparison, "pkernfs file /iommu/root-pgtables").Kind);
        Assert.Equal(DifferenceKind.Appeared, One(comparison, "iommufd, HWPTs").Kind);
        Assert.Contains("pins", One(comparison, "iommufd, IO address spaces").Right, StringComparison.Ordinal);
        // guest-ram takes other blocks there: the same page of the file counts, not the same address.
        Assert.DoesNotContain(comparison.Differences, difference => difference.Topic == DifferenceTopic.Reach && difference.What.Contains("01:00.0", StringComparison.Ordinal));
        Assert.Contains(comparison.Sentences, sentence => sentence.StartsWith("Each of its IOVAs gives the same page of /guest-ram in both, 131,040", StringComparison.Ordinal));
    }

    [Fact]
    public void The_list_is_bounded() => Moments.Sample(at =>
    {
        var comparison = MachineComparison.Of(Rfc, 0, AsPosted, at);
        Assert.InRange(comparison.Differences.Length, 0, MachineComparison.Most);
        Assert.All(comparison.Differences, difference => Assert.InRange(difference.LeftRanges.Length + difference.RightRanges.Length, 0, 2 * Difference.MostRanges));
    }, iter: 6);

    private static MachineComparison Compare(RunInspection left, string leftStep, RunInspection right, string rightStep) =>
        MachineComparison.Of(left, TranslationRuns.IndexOf(leftStep, left), right, TranslationRuns.IndexOf(rightStep, right));

    private static Difference One(MachineComparison comparison, string what) => Assert.Single(comparison.Differences, difference => difference.What == what);

    private static string Words(Difference difference) =>
        $"{difference.Topic} {difference.Kind} {difference.Class} {difference.What}: {difference.Left} | {difference.Right} at {string.Join(' ', difference.LeftRanges)} | {string.Join(' ', difference.RightRanges)}";
}
