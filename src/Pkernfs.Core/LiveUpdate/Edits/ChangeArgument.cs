using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>A step is given another value: another IOVA, size, file.</summary>
/// <param name="Id">The step's id.</param>
/// <param name="Name">Which of its arguments.</param>
/// <param name="Value">As written.</param>
public sealed record ChangeArgument(string Id, string Name, string Value) : PlanEdit
{
    public override string Step => Id;

    public override string Words => $"{Id} with {Name} {Value}";

    public override string ToString() => $"set:{Id}:{Name}={Escape(Value)}";

    /// <summary>Reads a value as <see cref="ToString"/> writes it.</summary>
    internal static ChangeArgument Read(string id, string name, string value) => new(id, name, Uri.UnescapeDataString(value));

    /// <summary>A file's name may hold anything: what would end the edit, or be trimmed off it, is written as %XX of UTF-8.</summary>
    private static string Escape(string value) => string.Concat(value.EnumerateRunes().Select(rune =>
        rune.Value is ';' or '%' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) ? Uri.EscapeDataString(rune.ToString()) : rune.ToString()));

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
