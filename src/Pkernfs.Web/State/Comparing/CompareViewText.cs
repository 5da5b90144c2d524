using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>A comparison's written form: one query key a property.</summary>
internal static class CompareViewText
{
    private const string Path = "/compare";

    // As in the explorer's links: a name longer than this is not one of ours.
    private const int LongestName = 200;

    public static string Write(CompareView view)
    {
        var url = new StringBuilder(Path);
        WriteSide("left", view.Left);
        WriteSide("right", view.Right);
        Append("lock", (view.LocksSteps, view.LocksCameras) switch
        {
            (true, true) => null,
            (true, false) => "steps",
            (false, true) => "camera",
            _ => "none",
        });
        Append("map", view.LeftCamera is null ? null : ViewValues.Write(view.LeftCamera));
        Append("right-map", view.LocksCameras || view.RightCamera is null ? null : ViewValues.Write(view.RightCamera));
        Append("theme", view.Theme is null ? null : ViewValues.Word(view.Theme.Value));
        Append("tour", ViewValues.WriteTour(view.Tour));
        Append("difference", view.Difference);
        // Last, so that what a person can read of the link stands before them.
        Append("left-file", view.Left.File?.Code);
        Append("right-file", view.Right.File?.Code);
        return url.ToString();

        void WriteSide(string name, CompareSide side)
        {
            Append(name, side.Machine);
            Append(name + "-edits", side.Edits.Length == 0 ? null : side.Edits);
            Append(name + "-step", side.Step);
        }

        void Append(string key, string? value)
        {
            if (value is null) return;
            // Colons, commas and what edits consist of are legal in a query and stay readable.
            string text = Uri.EscapeDataString(value).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
                .Replace("%40", "@", StringComparison.Ordinal).Replace("%3B", ";", StringComparison.Ordinal);
            url.Append(url.Length == Path.Length ? '?' : '&').Append(key).Append('=').Append(text);
        }
    }

    public static (CompareView View, ImmutableArray<string> Messages) Read(string uri)
    {
        var view = CompareView.Default;
        var messages = ImmutableArray.CreateBuilder<string>();
        bool hasRight = false;
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query < 0 ? "" : uri[query..].Split('#')[0]))
        {
            string key = pair.DecodeName().ToString(), value = pair.DecodeValue().ToString();
            if (value.Length == 0) continue;
            hasRight |= key is "right" or "right-file";
            view = Apply(view, key, value, out string? problem);
            if (problem is not null) messages.Add(problem);
        }
        // A link that names one side alone means: against what it is best held against.
        if (!hasRight && view.Right == CompareView.Default.Right) view = view with { Right = new(CompareView.Counterpart(view.Left.Machine)) };
        return (view, messages.ToImmutable());
    }

    /// <summary>The view with what one key says, as far as it can be read.</summary>
    private static CompareView Apply(CompareView view, string key, string value, out string? problem)
    {
        problem = null;
        switch (key)
        {
            case "left" when IsName(value): return view with { Left = view.Left with { Machine = value } };
            case "right" when IsName(value): return view with { Right = view.Right with { Machine = value } };
            case "left-step" when IsName(value): return view with { Left = view.Left with { Step = value } };
            case "right-step" when IsName(value): return view with { Right = view.Right with { Step = value } };
            case "left-edits": return view with { Left = view.Left with { Edits = PlanEdits.Write(ReadableEdits.Read(value, out problem)) } };
            case "right-edits": return view with { Right = view.Right with { Edits = PlanEdits.Write(ReadableEdits.Read(value, out problem)) } };
            case "left-file" when CarriedScenario.TryRead(value, out var file, out problem): return view with { Left = view.Left with { File = file } };
            case "right-file" when CarriedScenario.TryRead(value, out var file, out problem): return view with { Right = view.Right with { File = file } };
            case "left-file" or "right-file":
                problem = $"The scenario file in the link cannot be read, so it was left out. {problem}";
                return view;
            case "difference" when IsName(value): return view with { Difference = value };
            case "lock" when value is "steps" or "camera" or "steps,camera" or "camera,steps" or "none":
                return view with { LocksSteps = value.Contains("steps", StringComparison.Ordinal), LocksCameras = value.Contains("camera", StringComparison.Ordinal) };
            case "map" when ViewValues.TryReadCamera(value, out var camera): return view with { LeftCamera = camera };
            case "right-map" when ViewValues.TryReadCamera(value, out var camera): return view with { RightCamera = camera };
            case "tour" when ViewValues.TryReadTour(value, out int? stop): return view with { Tour = stop };
            case "theme" when ViewValues.TryReadWord(value, out ThemeChoice theme): return view with { Theme = theme };
            default:
                problem = Expected(key) is { } expected
                    ? $"The link's \"{key}={ViewValues.Shorten(value)}\" cannot be read, so it was left out. {expected}"
                    : $"The link's \"{ViewValues.Shorten(key)}\" is not known here, so it was left out.";
                return view;
        }
    }

    private static string? Expected(string key) => key switch
    {
        "left" or "right" or "left-step" or "right-step" or "difference" => $"It wants a name of at most {LongestName} characters.",
        "lock" => "It wants steps, camera, both with a comma between, or none.",
        "map" or "right-map" => "It wants a start, a length and a level, such as 0x100000000:0x40000000:block.",
        "theme" => "It wants system, dark or light.",
        "tour" => ViewValues.ExpectedTour,
        _ => null,
    };

    private static bool IsName(string value) => value.Length <= LongestName && !value.Any(char.IsControl);
}
