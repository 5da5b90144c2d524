using System.Globalization;
using System.Text;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>A walk-through as its file has it: docs/walkthrough-format.md. The same walk-through always gives the same text.</summary>
public static class WalkthroughText
{
    /// <summary>The format's number, which a file begins with.</summary>
    public const int Version = 1;

    /// <summary>The key that a file begins with.</summary>
    public const string FirstKey = "walkthrough";

    /// <summary>The end of its files' names.</summary>
    public const string Extension = ".walkthrough.yaml";

    /// <summary>True for a text that means to be a walk-through, be it a good one or not.</summary>
    public static bool IsOne(string text) =>
        text.TrimStart('\ufeff').Split('\n').Select(line => line.TrimEnd()).FirstOrDefault(line => line.Length > 0 && line[0] != '#' && line != "---")?.StartsWith(FirstKey + ":", StringComparison.Ordinal) == true;

    public static string Write(Walkthrough walkthrough)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{FirstKey}: {Version}\n");
        if (walkthrough.Title.Length > 0) Line(text, "", "title", walkthrough.Title);
        if (walkthrough.ScenarioText is { } scenario) Line(text, "", "scenario-file", scenario);
        else Line(text, "", "scenario", walkthrough.ScenarioName);
        text.Append(walkthrough.Notes.IsEmpty ? "notes: []\n" : "notes:\n");
        foreach (var note in walkthrough.Notes) Write(text, note);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Note note)
    {
        const string indent = "    ";
        Line(text, "  - ", "step", note.Step);
        if (note.Edits is not null)
        {
            text.Append(indent).Append("edits:\n");
            foreach (var edit in note.PlanEdits()) text.Append(indent).Append("  - ").Append(YamlText.Scalar(edit.ToString(), indent)).Append('\n');
        }
        if (note.Selection is not null) Line(text, indent, "select", ViewValues.Write(note.Selection));
        if (note.Camera is not null) Line(text, indent, "map", ViewValues.Write(note.Camera));
        if (note.Layers != ExplorerView.DefaultLayers) Line(text, indent, "layers", ViewValues.Write(note.Layers));
        if (note.Against is not null) Line(text, indent, "against", note.Against);
        if (note.Text.Length > 0) Line(text, indent, "text", note.Text);
    }

    private static void Line(StringBuilder text, string before, string key, string value) =>
        text.Append(before).Append(key).Append(": ").Append(YamlText.Scalar(value, before.Replace('-', ' '))).Append('\n');
}
