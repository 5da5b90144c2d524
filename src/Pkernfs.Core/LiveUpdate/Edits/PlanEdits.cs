using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Edits made to a list of steps, one after another.</summary>
public static class PlanEdits
{
    /// <summary>The most edits of one plan: more than anybody follows, few enough for a link.</summary>
    public const int Most = 32;

    private const char Separator = ';';

    /// <summary>Edits as links and the command line have them: "skip:save-vm;fault:unlink-guest-ram@jump".</summary>
    public static string Write(ImmutableArray<PlanEdit> edits) => string.Join(Separator, edits);

    /// <summary>Reads what <see cref="Write"/> wrote; false, with a sentence, where a part is no edit. Whether a run has the steps is for <see cref="Check"/>.</summary>
    public static bool TryParse(string text, out ImmutableArray<PlanEdit> edits, [NotNullWhen(false)] out string? problem)
    {
        var read = ImmutableArray.CreateBuilder<PlanEdit>();
        edits = [];
        problem = null;
        foreach (string part in text.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (read.Count == Most) problem = $"There are more than {Most} edits, as many as one what-if may have.";
            else if (PlanEdit.TryParse(part, out var edit, out problem)) read.Add(edit);
            if (problem is not null) return false;
        }
        edits = read.ToImmutable();
        return true;
    }

    /// <summary>What stops a plan's edits from being made, a sentence each; empty where all can be.</summary>
    public static ImmutableArray<string> Check(LiveUpdatePlan plan) => [.. Find(plan).Select(found => found.Problem)];

    /// <summary>As <see cref="Check"/>, with the place of each edit that cannot be made.</summary>
    public static ImmutableArray<(int Index, string Problem)> Find(LiveUpdatePlan plan)
    {
        var steps = Approaches.Of(plan).Steps(plan).ToList();
        var problems = ImmutableArray.CreateBuilder<(int, string)>();
        for (int index = 0; index < plan.Edits.Length; index++)
        {
            if (!plan.Edits[index].TryApply(steps, out string? problem)) problems.Add((index, problem));
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
