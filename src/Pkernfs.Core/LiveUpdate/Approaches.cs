using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>The approaches by the id that scenarios name them with.</summary>
public static class Approaches
{
    public const string Pkernfs = "pkernfs";

    /// <summary>Every approach that can be run.</summary>
    public static ImmutableArray<string> Names { get; } = [Pkernfs];

    /// <summary>The steps of a plan's approach, in order.</summary>
    /// <exception cref="ArgumentException">There is no such approach.</exception>
    public static ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) => plan.Approach switch
    {
        Pkernfs => PkernfsApproach.Steps(plan),
        _ => throw new ArgumentException($"There is no approach \"{plan.Approach}\"; there are: {string.Join(", ", Names)}.", nameof(plan)),
    };
}
