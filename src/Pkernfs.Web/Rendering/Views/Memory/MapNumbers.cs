using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Comparison;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>Things with a number: an outline by what became of them, and the number beside it, as in the list that tells of them.</summary>
internal sealed class MapNumbers
{
    private const double Disc = 15, Gap = 4;

    private static readonly TextStyle style = new(FontFace.WordsBold, 10);

    private readonly MapFrame _frame;
    private readonly List<(MapNumber Thing, ScreenBox[] Boxes)> _outlined = [];
    private readonly List<(ScreenBox Box, string Words)> _plates = [];

    public MapNumbers(MapFrame frame, ImmutableArray<MapNumber> numbers, MapWords words)
    {
        _frame = frame;
        foreach (var thing in numbers.Where(number => !number.IsQuiet)) _outlined.Add((thing, [.. Ranges(thing).SelectMany(range => MapOutlines.Of(frame, range))]));
        // Things at one place share a plate.
        foreach (var place in _outlined.Select(one => (one.Thing, At: one.Boxes.FirstOrDefault(IsInView))).Where(one => one.At.Width > 0).GroupBy(one => (Math.Round(one.At.X / 6), Math.Round(one.At.Y / 6))))
        {
            int[] these = [.. place.Select(one => one.Thing.Number)];
            string text = these.Length <= 3 ? string.Join(' ', these) : string.Create(CultureInfo.InvariantCulture, $"{these[0]} {these[1]} +{these.Length - 2}");
            var box = Place(place.First().At, Math.Max(Disc, TextWidth.Of(text, style) + 7));
            _plates.Add((box, text));
            words.Take(box with { X = box.X - 2, Width = box.Width + 4 });
        }
    }

    public void Draw(Sketch sketch)
    {
        foreach (var (thing, boxes) in _outlined)
        {
            foreach (var box in boxes)
            {
                double x = box.X - 0.5, y = box.Y - 0.5, width = Math.Max(box.Width + 1, 4), height = Math.Max(box.Height + 1, 4);
                sketch.Box(x, y, width, height, stroke: new(Tone.Pane, 3.4), kind: "clear");
                sketch.Box(x, y, width, height, stroke: new(Tone.Ink, 1.4, thing.Kind == "vanished" ? 3 : 0), kind: "numbered " + thing.Kind);
                if (thing.Kind == "moved") sketch.Box(x - 1, y, 3, height, Tone.Ink);
                if (thing.Kind == "changed") sketch.Box(x, y + height - 2, width, 3, Tone.Ink);
            }
        }
        foreach (var (box, words) in _plates)
        {
            sketch.Box(box.X, box.Y, box.Width, box.Height, Tone.Ink, new(Tone.Pane, 1), Disc / 2, kind: "plate");
            sketch.Text(box.X + (box.Width / 2), box.Y + 11, words, style, Tone.Pane, TextAnchor.Middle, kind: "number");
        }
    }

    private static IEnumerable<PhysicalRange> Ranges(MapNumber thing)
    {
        for (int i = 0; i < thing.Ranges.Length; i += 2) yield return new(new((ulong)thing.Ranges[i]), new((ulong)thing.Ranges[i + 1]));
    }

    private bool IsInView(ScreenBox box) => box.X < _frame.Right && box.Right > _frame.Left && box.Y < _frame.Bottom && box.Bottom > MapFrame.Top;

    /// <summary>The first place beside the thing that is free.</summary>
    private ScreenBox Place(ScreenBox at, double width)
    {
        double middle = Math.Clamp(at.Y + (at.Height / 2) - (Disc / 2), MapFrame.Top, _frame.Bottom - Disc), right = Math.Min(at.Right + Gap, _frame.Right + 14);
        (double X, double Y)[] spots = [(right, middle), (right, at.Bottom + 2), (at.X - width - Gap, middle), (right, at.Y - Disc - 2), (right + width + Gap, middle), (right + (2 * (width + Gap)), middle)];
        foreach (var (x, y) in spots)
        {
            var box = new ScreenBox(x, y, width, Disc);
            if (x > _frame.Left - 20 && box.Right < _frame.Width && y >= MapFrame.Top && box.Bottom <= _frame.Bottom && _plates.TrueForAll(plate => !Meets(plate.Box, box))) return box;
        }
        return new(spots[0].X, spots[0].Y, width, Disc);
    }

    private static bool Meets(ScreenBox one, ScreenBox other) => one.X < other.Right + 2 && other.X < one.Right + 2 && one.Y < other.Bottom + 1 && other.Y < one.Bottom + 1;
}
