using System.Collections.Immutable;
using CsCheck;
using Pkernfs.Core.Costs;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>A what-if may leave out, move, break and change anything: the run goes on as a machine would, and never throws.</summary>
public class EditFuzzTests
{
    private static readonly string[] Numbers =
    [
        "0", "0x1", "0xfff", "0x1000", "0x1001", "0x100000", "512M", "1G+0x1000", "0x7fffffffff", "0x8000000000", "0xfffffffff000", "0x7fffffffffffffff",
        "0x8000000000000000", "0xfffffffffffff000", "0xffffffffffffffff", "0xfee00000",
    ];

    private static readonly string[] Files = ["guest-ram", "/guest-ram", "iommu", "/iommu", "/iommu/dom-0", "/iommu/root-pgtables", "root-pgtables", "vm-state", ".", "/", "//", "x", new string('y', 255), "\u00e4/\u00f6"];

    /// <summary>A scenario of each approach.</summary>
    public static TheoryData<string> Approaches => [.. CostSubjects.BuiltIn.Select(subject => subject.Scenario.Name)];

    [Theory]
    [MemberData(nameof(Approaches))]
    [InlineData("pkernfs-rfc-as-posted")]
    public void No_run_with_any_edits_throws(string scenario)
    {
        var run = FaultRuns.Of(scenario);
        EditsOf(run).Array[1, 5].Sample(
            edits =>
            {
                var plan = run.Plan;
                foreach (var edit in edits)
                {
                    var more = plan with { Edits = plan.Edits.Add(edit) };
                    if (PlanEdits.Check(more).IsEmpty) plan = more;
                }
                Assert.NotEmpty(Runner.Branch(run, plan).Moments);
            },
            iter: 40, print: edits => PlanEdits.Write([.. edits]));
    }

    /// <summary>Each argument of each step, with each of the awkward values, alone.</summary>
    [Theory]
    [MemberData(nameof(Approaches))]
    public void No_argument_s_value_makes_a_run_throw(string scenario)
    {
        var run = FaultRuns.Of(scenario);
        foreach (var step in Core.LiveUpdate.Approaches.Steps(run.Plan))
        {
            foreach (var argument in step.Arguments)
            {
                foreach (string value in argument.Kind == ArgumentKind.File ? Files : Numbers)
                    Runner.Branch(run, run.Plan with { Edits = [new ChangeArgument(step.Id, argument.Name, value)] });
            }
        }
    }

    /// <summary>Each step left out, alone.</summary>
    [Theory]
    [MemberData(nameof(Approaches))]
    public void No_step_that_is_left_out_makes_a_run_throw(string scenario)
    {
        var run = FaultRuns.Of(scenario);
        foreach (var step in Core.LiveUpdate.Approaches.Steps(run.Plan)) Runner.Branch(run, run.Plan with { Edits = [new SkipStep(step.Id)] });
    }

    private static Gen<PlanEdit> EditsOf(RunTimeline run)
    {
        var steps = Core.LiveUpdate.Approaches.Steps(run.Plan);
        var ids = steps.Select(step => step.Id).ToArray();
        var changes = steps.SelectMany(step => step.Arguments.SelectMany(argument =>
            (argument.Kind == ArgumentKind.File ? Files : Numbers).Select(value => (PlanEdit)new ChangeArgument(step.Id, argument.Name, value)))).ToArray();
        var faults = Catalogue<Fault>.All.Select(fault => fault.Id).ToArray();
        return Gen.OneOf(
            Among(ids).Select(PlanEdit (id) => new SkipStep(id)),
            Gen.Select(Among(ids), Among(ids), PlanEdit (id, before) => new MoveStep(id, before)),
            Among(changes),
            Gen.Select(Among(faults), Among(ids), PlanEdit (fault, after) => new InjectFault(fault, after)));
    }

    private static Gen<T> Among<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
