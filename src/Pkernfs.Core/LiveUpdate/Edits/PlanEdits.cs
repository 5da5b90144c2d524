using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Edits made to a list of steps, one after another.</summary>
public static class PlanEdits
{
    /// <summary>What stops a plan's edits from being made, a sentence each; empty where all can be.</summary>
    public static ImmutableArray<string> Check(LiveUpdatePlan plan)
    {
        var steps = Approaches.Of(plan).Steps(plan).ToList();
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var edit in plan.Edits)
        {
            if (!edit.TryApply(steps, out string? problem)) problems.Add(problem);
        }
        return problems.ToImmutable();
    }

    internal static ImmutableArray<StepDefinition> Apply(ImmutableArray<StepDefinition> steps, ImmutableArray<PlanEdit> edits)
    {
        if (edits.IsEmpty) return steps;
        var edited = steps.ToList();
        foreach (var edit in edits)
        {
            if (!edit.TryApply(edited, out string? problem)) throw new ArgumentException(problem, nameof(edits));
        }
        return [.. edited];
    }
}
