using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step is left out.</summary>
public sealed record SkipStep(string Id) : PlanEdit
{
    public override string Step => Id;

    public override string Words => $"skip {Id}";

    public override string ToString() => $"skip:{Id}";

    internal override bool TryApply(List<StepDefinition> steps, [NotNullWhen(false)] out string? problem)
    {
        if (!TryFind(steps, Id, out int index, out problem)) return false;
        steps.RemoveAt(index);
        return true;
    }
}
