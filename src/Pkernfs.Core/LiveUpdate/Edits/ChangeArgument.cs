using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step is given another value: another IOVA, size, file.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Name">Which of its arguments.</param>
/// <param name="Value">As written.</param>
public sealed record ChangeArgument(string Id, string Name, string Value) : PlanEdit
{
    public override string Step => Id;

    public override string Words => $"{Id} with {Name} {Value}";

    public override string ToString() => $"set:{Id}:{Name}={Value}";

    internal override bool TryApply(List<StepDefinition> steps, [NotNullWhen(false)] out string? problem)
    {
        if (!TryFind(steps, Id, out int index, out problem)) return false;
        var step = steps[index];
        var argument = step.Arguments.FirstOrDefault(known => known.Name == Name);
        if (argument is null)
        {
            problem = step.Arguments.IsEmpty
                ? $"The step '{Id}' has no arguments to change."
                : $"The step '{Id}' has no argument '{Name}'; it has: {string.Join(", ", step.Arguments.Select(known => known.Name))}.";
            return false;
        }
        var changed = argument with { Value = Value };
        problem = changed.Problem;
        if (problem is not null) return false;
        steps[index] = step with { Arguments = step.Arguments.Replace(argument, changed), Edit = this };
        return true;
    }
}
