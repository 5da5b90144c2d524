using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>A what-if as a scenario file of its own: the file that it came from, with another name, another title and more edits. All else stays as it was written, comments too.</summary>
public static partial class ScenarioCopy
{
    /// <summary>The copy's text; null where the file is written so that its keys do not stand on lines of their own.</summary>
    /// <param name="edits">Beside those that the scenario itself has.</param>
    /// <param name="title">What people call the copy; its name is made from it.</param>
    public static string? Of(Scenario scenario, ImmutableArray<PlanEdit> edits, string title)
    {
        if (ScenarioTree.Read("scenario", scenario.Text, new()) is not { } root) return null;
        var lines = scenario.Text.Split('\n').ToList();
        var all = scenario.Plan.Edits.AddRange(edits);
        // From the last on, so that the lines before stay where they are.
        var wanted = new Dictionary<string, string[]>
        {
            ["name"] = [$"name: {NameOf(scenario, title)}"],
            ["title"] = [$"title: {JsonSerializer.Serialize(title)}"],
            ["edits"] = all.IsEmpty ? [] : ["edits:", .. all.Select(edit => $"  - {Scalar(PlanEdits.Write([edit]))}")],
        };
        for (int i = root.Entries.Length - 1; i >= 0; i--)
        {
            if (!wanted.Remove(root.Entries[i].Key.Value, out string[]? replacement)) continue;
            int first = root.Entries[i].Key.Line - 1;
            int end = i + 1 < root.Entries.Length ? root.Entries[i + 1].Key.Line - 1 : lines.Count;
            // What is remarked after it belongs to what follows.
            while (end > first + 1 && (string.IsNullOrWhiteSpace(lines[end - 1]) || lines[end - 1][0] == '#')) end--;
            if (end <= first) return null;
            lines.RemoveRange(first, end - first);
            lines.InsertRange(first, replacement);
        }
        while (lines.Count > 0 && string.IsNullOrWhiteSpace(lines[^1])) lines.RemoveAt(lines.Count - 1);
        foreach (string[] missing in wanted.Values) lines.AddRange(missing);
        string text = string.Join('\n', lines) + "\n";
        var read = ScenarioTree.Read("copy", text, new());
        return read is not null && read.Entries.Length >= root.Entries.Length ? text : null;
    }

    /// <summary>A name for links, from the scenario's and what people call the copy.</summary>
    public static string NameOf(Scenario scenario, string title)
    {
        string name = $"{scenario.Name}-{NoNameCharacter().Replace(title.ToLowerInvariant(), "-").Trim('-')}";
        return (name.Length <= ScenarioLimits.Name ? name : name[..ScenarioLimits.Name]).Trim('-');
    }

    /// <summary>A value on one line, in quotes where YAML would read it as something else.</summary>
    private static string Scalar(string value) => PlainEdit().IsMatch(value) ? value : JsonSerializer.Serialize(value);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoNameCharacter();

    [GeneratedRegex("^[a-z][a-zA-Z0-9:@=./+-]*[a-zA-Z0-9]$")]
    private static partial Regex PlainEdit();
}
