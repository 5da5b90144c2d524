using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// One thing that a what-if does differently from its scenario. A plan with edits is a plan like any other: it decides one run. The written
/// form is for links, scenario files and the command line, and stays readable for good.
/// </summary>
public abstract record PlanEdit
{
    /// <summary>The step that it names.</summary>
    public abstract string Step { get; }

    /// <summary>In a few words, for lists: "skip save-vm".</summary>
    public abstract string Words { get; }

    /// <summary>Makes the edit; false, with a sentence, where these steps do not allow it.</summary>
    internal abstract bool TryApply(List<StepDefinition> steps, [NotNullWhen(false)] out string? problem);

    /// <summary>Finds a step; false, with a sentence that names the nearest, where there is none of that id.</summary>
    protected static bool TryFind(List<StepDefinition> steps, string id, out int index, [NotNullWhen(false)] out string? problem)
    {
        index = steps.FindIndex(step => step.Id == id);
        problem = index >= 0 ? null : $"There is no step '{id}' in this run.{NearestName.Hint(id, steps.Select(step => step.Id))}";
        return index >= 0;
    }

    /// <summary>Reads what <see cref="object.ToString"/> wrote: "skip:save-vm", "fault:unlink-guest-ram@jump", "set:map-memory-b:iova=0x200000", "move:open-device-b@map-memory-b".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PlanEdit? edit, [NotNullWhen(false)] out string? problem)
    {
        edit = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string verb = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        int at = rest.LastIndexOf('@');
        string before = at < 0 ? rest : rest[..at];
        string after = at < 0 ? "" : rest[(at + 1)..];
        int equals = rest.IndexOf('=', StringComparison.Ordinal);
        int second = rest.IndexOf(':', StringComparison.Ordinal);
        edit = verb switch
        {
            "skip" when rest.Length > 0 => new SkipStep(rest),
            "fault" when before.Length > 0 && after.Length > 0 => new InjectFault(before, after),
            "move" when before.Length > 0 && after.Length > 0 => new MoveStep(before, after),
            "set" when second > 0 && equals > second + 1 => ChangeArgument.Read(rest[..second], rest[(second + 1)..equals], rest[(equals + 1)..]),
            _ => null,
        };
        problem = edit is null
            ? $"'{text}' is no edit: write skip:STEP, fault:FAULT@STEP, set:STEP:ARGUMENT=VALUE or move:STEP@STEP."
            : null;
        return edit is not null;
    }
}
