using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step to do: who, what, why, and the doing itself, which has nothing to go by but the machine that it gets and the plan.</summary>
/// <param name="Id">Its name in links, for good.</param>
/// <param name="Boot">1 or 2 while that boot's kernel runs; null between kernels.</param>
/// <param name="RfcRow">The row of the RFC's life cycle, 1 to 27; null where it is ours.</param>
public sealed record StepDefinition(
    string Id,
    Phase Phase,
    Actor Actor,
    int? Boot,
    int? RfcRow,
    string Title,
    string Explanation,
    string Source,
    Action<Operation> Act)
{
    /// <summary>What it is given, and what a what-if may change; its doing reads them from the operation.</summary>
    public ImmutableArray<StepArgument> Arguments { get; init; } = [];

    /// <summary>The fault that it is, by id; null for a step of the approach.</summary>
    public string? Fault { get; init; }

    /// <summary>The what-if that put it here or changed it; null where it is as the approach has it.</summary>
    public PlanEdit? Edit { get; init; }
}
