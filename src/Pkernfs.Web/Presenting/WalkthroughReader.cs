using System.Collections.Immutable;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>Reads a walk-through file and checks it against its scenario. Never throws for what a file holds.</summary>
public static class WalkthroughReader
{
    private static readonly FileKind kind = new("walk-through", WalkthroughText.FirstKey);
    private static readonly string[] keys = [WalkthroughText.FirstKey, "title", "scenario", "scenario-file", "notes"];

    /// <summary>Reads bytes in UTF-8.</summary>
    /// <param name="file">What findings call the file.</param>
    public static WalkthroughResult Read(string file, Stream stream)
    {
        var findings = new FindingList();
        return Read(file, ScenarioText.Read(file, stream, findings, kind), findings);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="file">What findings call the file.</param>
    public static WalkthroughResult Read(string file, string text)
    {
        var findings = new FindingList();
        return Read(file, ScenarioText.Check(file, text.TrimStart('\ufeff'), findings, kind), findings);
    }

    private static WalkthroughResult Read(string file, string? checkedText, FindingList findings)
    {
        if (checkedText is null || ScenarioTree.Read(file, checkedText, findings, kind) is not { } root) return new(null, null, findings.InOrder());
        var section = new ScenarioSection(file, "the walk-through", root, findings, keys);
        section.Number(WalkthroughText.FirstKey, WalkthroughText.Version, WalkthroughText.Version);
        string title = section.Text("title", WalkthroughLimits.Title, required: false) ?? "";
        var scenario = ReadScenario(section, checkedText, out bool isBuiltIn);
        var notes = ReadNotes(section, scenario?.Plan);
        var inOrder = findings.InOrder();
        if (findings.HasErrors || scenario is null) return new(null, null, inOrder);
        return new(new(title, scenario.Name, isBuiltIn ? null : scenario.Text, notes), scenario, inOrder);
    }

    private static Scenario? ReadScenario(ScenarioSection section, string text, out bool isBuiltIn)
    {
        isBuiltIn = section.Optional("scenario-file") is null;
        if (!isBuiltIn)
        {
            if (section.Optional("scenario") is { } both) section.Error(both, "There is both a 'scenario' and a 'scenario-file': leave one of them out.");
            return section.Scalar("scenario-file") is { } whole ? ReadWhole(section, whole, text) : null;
        }
        if (section.Scalar("scenario") is not { } name) return null;
        if (ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(name.Value))) return ScenarioLibrary.Load(name.Value).Scenario;
        section.Error(name, $"There is no built-in scenario '{ScenarioSection.Shorten(name.Value)}'.{NearestName.Hint(name.Value, ScenarioLibrary.Names)} Built in are: {string.Join(", ", ScenarioLibrary.Names)}. One's own stands whole under 'scenario-file'.");
        return null;
    }

    /// <summary>The scenario within the file. Its findings are told at the walk-through's own lines.</summary>
    private static Scenario? ReadWhole(ScenarioSection section, ScenarioScalar whole, string text)
    {
        var result = ScenarioReader.Read(section.File, whole.Value, NoScenarioFiles.Instance);
        string[] lines = text.Split('\n');
        bool isBlock = whole.Line < lines.Length && lines[whole.Line - 1].AsSpan(Math.Min(whole.Column - 1, lines[whole.Line - 1].Length)) is ['|', ..];
        int indent = isBlock ? lines.Skip(whole.Line).FirstOrDefault(line => line.Trim().Length > 0, "").TakeWhile(c => c == ' ').Count() : 0;
        foreach (var found in result.Findings.Where(found => found.Severity == Severity.Error))
        {
            section.Findings.Add(isBlock
                ? found with { Line = whole.Line + found.Line, Column = indent + found.Column }
                : found with { Line = whole.Line, Column = whole.Column, Message = $"In line {found.Line} of the scenario: {found.Message}" });
        }
        return result.Scenario;
    }

    private static ImmutableArray<Note> ReadNotes(ScenarioSection section, LiveUpdatePlan? plan)
    {
        if (section.Sequence("notes") is not { } list) return [];
        if (list.Items.Length > WalkthroughLimits.Notes)
        {
            section.Error(list, $"'notes' has {list.Items.Length} entries; a walk-through may have {WalkthroughLimits.Notes}.");
            return [];
        }
        var notes = ImmutableArray.CreateBuilder<Note>();
        foreach (var item in list.Items)
        {
            if (item is not ScenarioMapping mapping) section.Error(item, $"A note is a mapping that begins with 'step:'; here is {item.Noun}.");
            else if (NoteReader.Read(section, mapping, $"note {notes.Count + 1}", plan) is { } note) notes.Add(note);
        }
        return notes.ToImmutable();
    }
}

/// <summary>A walk-through with its scenario, or why there is none.</summary>
/// <param name="Walkthrough">Null when a finding is an error.</param>
/// <param name="Findings">All findings by place.</param>
public sealed record WalkthroughResult(Walkthrough? Walkthrough, Scenario? Scenario, ImmutableArray<Finding> Findings);
