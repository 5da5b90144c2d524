using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step is done at another time: right before another one. It takes that step's phase.</summary>
public sealed record MoveStep(string Id, string Before) : PlanEdit
{
    public override string Step => Id;

    public override string Words => $"{Id} before {Before}";

    public override string ToString() => $"move:{Id}@{Before}";

    internal override bool TryApply(List<StepDefinition> steps, [NotNullWhen(false)] out string? problem)
    {
        if (!TryFind(steps, Id, out int from, out problem)) return false;
        if (Id == Before)
        {
            problem = $"'{Id}' cannot be moved before itself.";
            return false;
        }
        if (!TryFind(steps, Before, out int to, out problem)) return false;
        // Phases stay in one piece: the step takes that of where it now stands.
        var moved = steps[from] with { Phase = steps[to].Phase, Boot = steps[to].Boot, Edit = this };
        steps.RemoveAt(from);
        steps.Insert(from < to ? to - 1 : to, moved);
        return true;
    }
}
