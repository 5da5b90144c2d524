using System.Collections.Immutable;
using CsCheck;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Tests.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate.Edits;

public class PlanEditTests
{
    private static readonly Gen<string> Id = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-."], 1, 20];

    private static readonly Gen<PlanEdit> AnyEdit = Gen.OneOf(
        Id.Select(step => (PlanEdit)new SkipStep(step)),
        Gen.Select(Id, Id, (fault, step) => (PlanEdit)new InjectFault(fault, step)),
        Gen.Select(Id, Id, (step, before) => (PlanEdit)new MoveStep(step, before)),
        Gen.Select(Id, Id, Gen.String[Gen.Char[" ;%:=@/\t\n+&abc\u00e4\u20ac"], 0, 12], (step, name, value) => (PlanEdit)new ChangeArgument(step, name, value)));

    [Fact]
    public void Edits_come_back_from_their_text() => AnyEdit.Array[0, PlanEdits.Most].Sample(edits =>
    {
        Assert.True(PlanEdits.TryParse(PlanEdits.Write([.. edits]), out var read, out string? problem), problem);
        Assert.Equal(edits, read);
    });

    [Fact]
    public void No_text_makes_reading_fail() => Gen.String[0, 80].Sample(text => PlanEdits.TryParse(text, out _, out string? problem) || problem.Length > 0);

    [Theory]
    [InlineData("skip:save-vm", "skip save-vm")]
    [InlineData("set:map-memory-b:iova=0x200000", "map-memory-b with iova 0x200000")]
    [InlineData("set:start-vmm-b:file=a=b:c%3Bd", "start-vmm-b with file a=b:c;d")]
    [InlineData("move:open-device-b@map-memory-b", "open-device-b before map-memory-b")]
    public void An_edit_reads_as_words(string text, string words)
    {
        Assert.True(PlanEdit.TryParse(text, out var edit, out _));
        Assert.Equal((text, words), (edit.ToString(), edit.Words));
    }

    [Fact]
    public void More_edits_than_anybody_follows_are_refused()
    {
        string text = string.Join(';', Enumerable.Repeat("skip:jump", PlanEdits.Most + 1));
        Assert.False(PlanEdits.TryParse(text, out var edits, out string? problem));
        Assert.Empty(edits);
        Assert.Contains($"more than {PlanEdits.Most} edits", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_edit_that_cannot_be_made_is_named_with_its_place()
    {
        var plan = With("skip:save-vm", "skip:save-vn", "set:save-vm:file=x", "skip:jump");
        Assert.Equal(
            [(1, "There is no step 'save-vn' in this run."), (2, "There is no step 'save-vm' in this run.")],
            PlanEdits.Find(plan));
    }

    [Fact]
    public void What_two_runs_share_ends_at_the_first_step_that_differs()
    {
        var parent = Runs.Intended;
        Assert.Equal(parent.Moments.Length, Shared(parent));
        Assert.Equal(parent.At("save-vm").Step.Index, Shared(parent, "skip:save-vm"));
        Assert.Equal(parent.At("map-memory-b").Step.Index, Shared(parent, "set:map-memory-b:iova=0x200000"));
        Assert.Equal(parent.At("map-memory-b").Step.Index, Shared(parent, "move:open-device-b@map-memory-b"));
    }

    [Fact]
    public void A_branch_is_the_run_of_its_plan_whatever_it_was_made_from()
    {
        var plan = With("skip:save-vm", "set:map-memory-b:iova=0x200000");
        var alone = Runner.Run(plan);
        foreach (var parent in (RunTimeline[])[Runs.Intended, Runner.Run(With("skip:save-vm")), Runner.Run(With("skip:load-kernel-a"))])
        {
            var branch = Runner.Branch(parent, plan);
            Assert.Equal(alone.Moments.Select(moment => (moment.Step.Id, moment.Step.ClockNanoseconds)), branch.Moments.Select(moment => (moment.Step.Id, moment.Step.ClockNanoseconds)));
            Assert.Empty(branch.Moments[^1].Machine.Platform.Memory.ChangedRuns(alone.Moments[^1].Machine.Platform.Memory, new(PhysicalAddress.Zero, ByteCount.FromGiB(8))));
        }
    }

    [Fact]
    public void A_scenario_file_with_edits_is_the_run_of_a_link_with_them()
    {
        var read = ScenarioReader.Read("s.yaml", GoodScenario.Text + "edits:\n  - skip:save-vm\n  - set:map-memory-b:iova=0x200000\n", NoScenarioFiles.Instance);
        Assert.Empty(read.Findings);
        Assert.Equal("skip:save-vm;set:map-memory-b:iova=0x200000", PlanEdits.Write(read.Scenario!.Plan.Edits));
        Assert.DoesNotContain(Approaches.Steps(read.Scenario.Plan), step => step.Id == "save-vm");
    }

    private static LiveUpdatePlan With(params string[] edits)
    {
        Assert.True(PlanEdits.TryParse(string.Join(';', edits), out var read, out string? problem), problem);
        return Runs.Intended.Plan with { Edits = read };
    }

    private static int Shared(RunTimeline parent, params string[] edits) => Runner.SharedSteps(parent, Approaches.Steps(With(edits)));
}
