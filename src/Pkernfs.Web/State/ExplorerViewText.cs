using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

/// <summary>A view's written form: one query key a property, values in words and hexadecimal addresses.</summary>
internal static class ExplorerViewText
{
    // A link is typed, mailed and logged; a name longer than this is not one of ours.
    private const int LongestName = 200;

    public static string Write(ExplorerView view)
    {
        var url = new StringBuilder("/");
        Append("scenario", view.Scenario == ExplorerView.DefaultScenario ? null : view.Scenario);
        Append("session", view.Session);
        Append("edits", view.Edits);
        Append("branch", view.BranchName);
        Append("step", view.Step);
        Append("map", view.Camera is null ? null : ViewValues.Write(view.Camera));
        Append("select", view.Selection is null ? null : ViewValues.Write(view.Selection));
        Append("tree", view.Tree?.ToString());
        Append("unfold", view.Unfolded);
        Append("translation", view.ListsTranslation ? "list" : null);
        Append("layers", view.Layers == ExplorerView.DefaultLayers ? null : ViewValues.Write(view.Layers));
        Append("against", view.Against);
        Append("theme", view.Theme is null ? null : ViewValues.Word(view.Theme.Value));
        Append("follow", view.Follow ? "yes" : null);
        Append("tour", ViewValues.WriteTour(view.Tour));
        // Last, so that what a person can read of the link stands before it.
        Append("file", view.File?.Code);
        return url.ToString();

        void Append(string key, string? value)
        {
            if (value is null) return;
            // Colons and commas are legal in a query and stay readable.
            string text = Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal);
            // So are the signs between edits, a slash of a file's name among them.
            if (key == "edits") text = text.Replace("%3B", ";", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal).Replace("%3D", "=", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);
            url.Append(url.Length == 1 ? '?' : '&').Append(key).Append('=').Append(text);
        }
    }

    public static ParsedView Read(string uri)
    {
        var view = ExplorerView.Default;
        var messages = ImmutableArray.CreateBuilder<string>();
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        string text = query < 0 ? "" : uri[query..].Split('#')[0];
        foreach (var pair in new QueryStringEnumerable(text))
        {
            string key = pair.DecodeName().ToString();
            string value = pair.DecodeValue().ToString();
            if (value.Length == 0) continue;
            view = Apply(view, key, value, out string? problem);
            if (problem is not null) messages.Add(problem);
        }
        return new ParsedView(view, messages.ToImmutable());
    }

    /// <summary>The view with what one key says, as far as it can be read.</summary>
    private static ExplorerView Apply(ExplorerView view, string key, string value, out string? problem)
    {
        problem = null;
        switch (key)
        {
            case "scenario" when IsName(value): return view with { Scenario = ScenarioLibrary.Resolve(value) };
            case "session" when IsName(value): return view with { Session = value };
            case "step" when IsName(value): return view with { Step = value };
            case "against" when IsName(value): return view with { Against = value };
            case "branch" when IsName(value): return view with { BranchName = value };
            case "map" when ViewValues.TryReadCamera(value, out var camera): return view with { Camera = camera };
            case "select" when ViewValues.TryReadSelection(value, out var selection): return view with { Selection = selection };
            case "tree" when PciAddress.TryParse(value, out var device): return view with { Tree = device };
            case "unfold" when ViewValues.TryReadUnfolded(value, out string? unfolded): return view with { Unfolded = unfolded };
            case "translation" when value is "list" or "drawing": return view with { ListsTranslation = value == "list" };
            case "theme" when ViewValues.TryReadWord(value, out ThemeChoice theme): return view with { Theme = theme };
            case "follow" when value is "yes" or "no": return view with { Follow = value == "yes" };
            case "tour" when ViewValues.TryReadTour(value, out int? stop): return view with { Tour = stop };
            case "file" when CarriedScenario.TryRead(value, out var file, out problem): return view with { File = file };
            case "file":
                problem = $"The scenario file in the link cannot be read, so it was left out. {problem}";
                return view;
            case "edits":
                var edits = ReadableEdits.Read(value, out problem);
                return view with { Edits = edits.IsEmpty ? null : PlanEdits.Write(edits) };
            case "layers":
                var unknown = ViewValues.ReadLayers(value, out var layers);
                if (unknown.Length > 0) problem = $"The link's \"{key}={ViewValues.Shorten(value)}\" has {ViewValues.Quoted(unknown)}, which cannot be read and {(unknown.Length == 1 ? "was" : "were")} left out. {Expected(key)}";
                return layers is null ? view : view with { Layers = layers.Value };
            case "scenario" or "session" or "branch" or "step" or "against" or "map" or "select" or "tree" or "unfold" or "translation" or "theme" or "follow" or "tour":
                problem = $"The link's \"{key}={ViewValues.Shorten(value)}\" cannot be read, so it was left out. {Expected(key)}";
                return view;
            default:
                problem = $"The link's \"{ViewValues.Shorten(key)}\" is not known here, so it was left out.";
                return view;
        }
    }

    private static string Expected(string key) => key switch
    {
        "map" => "It wants a start, a length and a level, such as 0x100000000:0x40000000:block.",
        "select" => "It wants a kind and its address, such as bytes:0x100403000:16 or iova:01:00.0:0xa3b7d40.",
        "tree" => "It wants a device, such as 01:00.0.",
        "unfold" => "It wants boxes of the tree with commas between, such as table:01:00.0:3.",
        "translation" => "It wants list or drawing.",
        "layers" => "It wants names with commas between: allocator, tables, medium, persistence, differences, disagreement, no-dma; or none.",
        "theme" => "It wants system, dark or light.",
        "follow" => "It wants yes or no.",
        "tour" => ViewValues.ExpectedTour,
        _ => $"It wants a name of at most {LongestName} characters.",
    };

    private static bool IsName(string value) => value.Length <= LongestName && !value.Any(char.IsControl);
}
