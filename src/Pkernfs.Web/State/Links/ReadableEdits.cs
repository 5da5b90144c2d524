using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.State.Links;

/// <summary>What is left of a link's edits where some of them are none any more: the rest is still made.</summary>
public static class ReadableEdits
{
    // A link file may have more than an address; more than this is not one of ours.
    private const int Longest = 2 * LinkLimits.LongestAddress;

    /// <summary>The edits of a text that can be read.</summary>
    /// <param name="problem">What was left out and why, in a sentence; null where all was read.</param>
    public static ImmutableArray<PlanEdit> Read(string text, out string? problem)
    {
        if (text.Length > Longest)
        {
            problem = $"The link's edits have {text.Length} characters, more than {Longest}, so they were left out.";
            return [];
        }
        if (PlanEdits.TryParse(text, out var all, out string? why))
        {
            problem = null;
            return all;
        }
        var readable = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => PlanEdits.TryParse(part, out var one, out _) ? one : [])
            .SelectMany(one => one).Take(PlanEdits.Most).ToImmutableArray();
        problem = readable.IsEmpty
            ? $"The link's edits cannot be read, so the scenario was opened without them. {why}"
            : $"Some of the link's edits cannot be read, so it was opened with the rest. {why}";
        return readable;
    }

    /// <summary>Those of some edits that can be made on a plan, one after another.</summary>
    /// <param name="problem">What was left out and why, in a sentence; null where all can be made.</param>
    public static ImmutableArray<PlanEdit> Makeable(LiveUpdatePlan plan, ImmutableArray<PlanEdit> edits, out string? problem)
    {
        int own = plan.Edits.Length;
        var found = PlanEdits.Find(plan with { Edits = plan.Edits.AddRange(edits) });
        problem = null;
        if (found.IsEmpty) return edits;
        var failing = found.Select(one => one.Index - own).ToHashSet();
        ImmutableArray<PlanEdit> rest = [.. edits.Where((_, index) => !failing.Contains(index))];
        string why = string.Join(' ', found.Select(one => one.Problem));
        problem = rest.IsEmpty
            ? $"The link's edits cannot be made, so the scenario was opened without them. {why}"
            : $"Some of the link's edits cannot be made, so it was opened with the rest. {why}";
        return rest;
    }
}
