using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Rendering.Views.Comparison;

/// <summary>Two moments beside each other: their maps, what differs with its numbers, and the same in words.</summary>
public static class ComparePicture
{
    private const double Between = 20, MapHeight = 330, Row = 15;

    /// <summary>Differences that are listed; the rest is counted.</summary>
    private const int MostRows = 14;

    private static readonly TextStyle head = new(FontFace.WordsBold, 12), quiet = new(FontFace.Words, 10.5), cell = new(FontFace.Words, 10), number = new(FontFace.WordsBold, 10), words = new(FontFace.Words, 11);

    /// <param name="height">Room for it; 0 for what it needs.</param>
    public static Picture Of(ShownComparison shown, string leftName, string rightName, CompareView view, double width, double height)
    {
        var sketch = new Sketch();
        double half = (width - Between) / 2;
        var comparison = shown.Comparison;
        string[] sentences = [.. TextWidth.Wrap(string.Join(' ', comparison.Sentences), words, width)];
        int rows = Math.Min(comparison.Differences.Length, MostRows);
        double list = (rows * Row) + (comparison.Differences.Length > rows ? Row : 0), below = 26 + list + (sentences.Length * 15) + 10;
        double map = height > 0 ? Math.Max(220, height - 40 - below) : MapHeight;
        Side(sketch, shown, SideName.A, leftName, view, 0, half, map);
        Side(sketch, shown, SideName.B, rightName, view, half + Between, half, map);
        double y = 40 + map;
        sketch.Text(0, y + 18, DifferenceWords.Title(comparison), head, Tone.T1, kind: "differences");
        sketch.Text(TextWidth.Of(DifferenceWords.Title(comparison), head) + 10, y + 18, DifferenceWords.Counts(comparison), quiet, Tone.T3, kind: "counts");
        y += 26;
        for (int i = 0; i < rows; i++, y += Row) Difference(sketch, comparison.Differences[i], i + 1, y, width);
        int left = comparison.Differences.Length - rows + comparison.Omitted;
        if (comparison.Differences.Length > rows) sketch.Text(0, (y += Row) - 4, string.Create(CultureInfo.InvariantCulture, $"{left:N0} more are not listed."), cell, Tone.T3, kind: "more");
        y += 4;
        foreach (string line in sentences) sketch.Text(0, (y += 15) - 3, line, words, Tone.T1, kind: "words");
        return sketch.ToPicture(width, y + 6);
    }

    private static void Side(Sketch sketch, ShownComparison shown, SideName side, string name, CompareView view, double x, double width, double height)
    {
        var (run, index) = (shown.RunOf(side), shown.IndexOf(side));
        var moment = run.Timeline.Moments[index];
        string letter = side.ToString();
        sketch.Text(x, 13, TextWidth.Cut($"{letter}  {name}", head, width), head, Tone.T1, kind: "side");
        sketch.Text(x, 28, TextWidth.Cut(string.Create(CultureInfo.InvariantCulture, $"step {index + 1} of {run.Timeline.Moments.Length}: {moment.Step.Title}"), quiet, width), quiet, Tone.T2, kind: "step");
        var camera = view.CameraOf(side);
        var scene = MemoryScene.Of(run, index, ExplorerView.DefaultLayers, camera, narrow: width < MemoryPicture.NarrowBelow);
        sketch.Place(x, 36, MemoryPicture.Of(scene, camera, default, width, height, MapNumber.Of(shown.Comparison, side)), "map " + letter);
    }

    private static void Difference(Sketch sketch, Difference difference, int at, double y, double width)
    {
        string kind = DifferenceWords.Of(difference.Kind);
        double what = 84, sides = width * 0.42, side = (width - sides - 12) / 2;
        sketch.Text(14, y + 11, at.ToString(CultureInfo.InvariantCulture), number, Tone.T1, TextAnchor.End, kind: "number");
        sketch.Text(22, y + 11, kind, cell, Tone.T2, kind: "kind");
        sketch.Text(what, y + 11, TextWidth.Cut(difference.What, cell, sides - what - 10), cell, Tone.T1, kind: "what");
        sketch.Text(sides, y + 11, TextWidth.Cut(difference.Left, cell, side), cell, Tone.T2, kind: "a");
        sketch.Text(sides + side + 12, y + 11, TextWidth.Cut(difference.Right, cell, side), cell, Tone.T2, kind: "b");
        sketch.Box(0, y + Row - 0.75, width, 0.5, Tone.Line, kind: "rule");
    }
}
