using Pkernfs.Core.Costs;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Costs;

/// <summary>What a run costs: sums over its steps, and spans that its states decide.</summary>
public class CostReportTests
{
    private static readonly CostReport Report = CostReport.Of(Runs.Intended, CostParameters.Default);

    [Fact]
    public void The_blackout_is_the_runs_own() => Assert.Equal(Runs.Intended.BlackoutNanoseconds, Report.BlackoutNanoseconds);

    [Fact]
    public void Its_phases_add_up_to_the_blackout()
    {
        Assert.Equal(Report.BlackoutNanoseconds, Report.BlackoutByPhase.Sum(phase => phase.Nanoseconds));
        Assert.Equal([Phase.PauseAndSerialise, Phase.Kexec, Phase.Boot2, Phase.UserspaceRestore], Report.BlackoutByPhase.Select(phase => phase.Phase));
    }

    [Fact]
    public void Mappings_are_blocked_from_the_jump_until_the_last_one_is_recorded_again()
    {
        var blocked = Report.Profile.Steps.Where(step => step.MappingsBlocked).ToArray();
        Assert.Equal(("jump", "map-memory-b"), (blocked[0].Id, blocked[^1].Id));
        long expected = Runs.Intended.At("map-memory-b").Step.ClockNanoseconds - Runs.Intended.Before("jump").Step.ClockNanoseconds;
        Assert.Equal(expected, Report.MappingsBlockedNanoseconds);
    }

    [Fact]
    public void Before_there_were_mappings_nothing_is_blocked() =>
        Assert.DoesNotContain(Report.Profile.Steps, step => step.MappingsBlocked && step.Phase < Phase.PauseAndSerialise);

    [Theory]
    [InlineData("run-guest", null)]
    [InlineData("jump", "no kernel runs")]
    [InlineData("adopt-root-table", "no VMM runs")]
    [InlineData("open-container-b", "no iommu_domain of this kernel is attached")]
    [InlineData("set-iommu-b", "the container has no record of some of what is mapped")]
    [InlineData("map-shadowed-rom-b", "the container has no record of some of what is mapped")]
    [InlineData("map-memory-b", null)]
    public void What_stands_in_the_way_is_read_from_the_state(string step, string? obstacle) =>
        Assert.Equal(obstacle, MappingChanges.Obstacle(Runs.Intended.At(step).Machine, Runs.Assigned));

    [Fact]
    public void A_container_over_another_domain_cannot_change_the_functions_mappings() =>
        Assert.Equal("the function is attached to a domain that is not the container's", MappingChanges.Obstacle(Runs.Intended.Before("attach-assigned").Machine, Runs.Assigned));

    [Fact]
    public void What_is_reserved_is_the_carve_out_and_what_is_used_its_blocks()
    {
        Assert.Equal(Runs.Region.Length, Report.Profile.Reserved);
        // 256 blocks of guest RAM, its mappings block, two fixed blocks, root tables, the domain's tables, the VM's state with its mappings block.
        Assert.Equal(2UL * (256 + 1 + 2 + 1 + 1 + 2), Report.Profile.ReservedUsed.Value >> 20);
        Assert.Equal(ReservedMemory.None, ReservedMemory.At(Runs.Intended.At("jump").Machine));
    }

    [Fact]
    public void Kexec_handover_reserves_scratch_and_what_it_preserves_and_pays_for_each_page()
    {
        var kho = CostProfile.Of(Runner.Run(Runs.Plan("kho")));
        Assert.Equal(kho.Reserved.Value, kho.ReservedUsed.Value + ((64UL + 512 + 256) << 20));
        Assert.True(kho.ReservedUsed >= kho.Guest);
        ulong pages = kho.Steps.Aggregate(0UL, (sum, step) => sum + step.Work.Counts[WorkKind.PagesPreservedInTree]);
        Assert.True(pages >= kho.ReservedUsed.PagesRoundedUp);
        Assert.Empty(PostedLimits.ExceededBy(kho with { Guest = ByteCount.FromGiB(1024) }));
    }

    [Fact]
    public void Bytes_written_in_the_blackout_are_those_of_its_steps() => Assert.Equal(
        Runs.Intended.Moments.Where(moment => moment.Step.InBlackout).Aggregate(0UL, (sum, moment) => sum + moment.Step.Work.Counts.Bytes),
        Report.BlackoutBytes);

    [Fact]
    public void Another_parameter_makes_another_report_of_the_same_run()
    {
        Assert.True(CostParameters.Default.TrySet("page-pin", "130", out var dearer, out _));
        ulong pins = Report.Profile.Steps.Where(step => step.InBlackout).Aggregate(0UL, (sum, step) => sum + step.Work.Counts[WorkKind.PagesPinned]);
        Assert.Equal(Report.BlackoutNanoseconds + (100 * (long)pins), CostReport.Of(Report.Profile, dearer).BlackoutNanoseconds);
    }

    [Fact]
    public void A_guest_that_never_runs_again_has_no_blackouts_length()
    {
        var cut = Runs.Intended with { Moments = Runs.Intended.Moments[..(Runs.Intended.At("restore-vm").Step.Index + 1)] };
        Assert.Null(CostReport.Of(cut, CostParameters.Default).BlackoutNanoseconds);
        Assert.NotNull(CostReport.Of(cut, CostParameters.Default).MappingsBlockedNanoseconds);
        var shorter = Runs.Intended with { Moments = Runs.Intended.Moments[..(Runs.Intended.At("set-iommu-b").Step.Index + 1)] };
        Assert.Null(CostReport.Of(shorter, CostParameters.Default).MappingsBlockedNanoseconds);
    }
}
