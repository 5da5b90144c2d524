using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>The approaches by the id that scenarios name them with.</summary>
public static class Approaches
{
    /// <summary>The ids of every approach that can be run.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Catalogue<Approach>.All.Select(approach => approach.Id)];

    /// <summary>The approach of a plan.</summary>
    /// <exception cref="ArgumentException">There is no such approach.</exception>
    public static Approach Of(LiveUpdatePlan plan) => Catalogue<Approach>.Find(plan.Approach)
        ?? throw new ArgumentException($"There is no approach \"{plan.Approach}\"; there are: {string.Join(", ", Names)}.", nameof(plan));

    /// <summary>The steps of a plan's approach, in order, with the plan's edits made.</summary>
    /// <exception cref="ArgumentException">There is no such approach, or an edit cannot be made: see <see cref="PlanEdits.Check"/>.</exception>
    public static ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) => PlanEdits.Apply(Of(plan).Steps(plan), plan.Edits);
}
