using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>A point of a line, in data.</summary>
/// <param name="X">0 to 1 along the axis.</param>
/// <param name="Value">Nanoseconds or bytes, 0 or more.</param>
/// <param name="IsBeyond">The design as posted does not get so far.</param>
public readonly record struct CurvePoint(double X, double Value, bool IsBeyond);

/// <summary>One approach's points, by X; empty where there are none.</summary>
public sealed record CurveData(int Index, string Name, ImmutableArray<CurvePoint> Points);

/// <summary>A line as it is drawn.</summary>
/// <param name="Within">The path as far as the design as posted carries it; may be empty.</param>
/// <param name="Beyond">The path from there on; may be empty.</param>
/// <param name="LabelY">Where its name stands, moved aside so that names do not overlap.</param>
public sealed record CurveLine(int Index, string Name, string Within, string Beyond, ImmutableArray<(double X, double Y)> Marks, double EndX, double EndY, double LabelY, string Words);

/// <summary>A tick with its words.</summary>
public sealed record CurveTick(double At, string Words);

/// <summary>A chart of lines over a logarithmic height, ready to draw; lengths in pixels.</summary>
public sealed record CurveScene(double Width, double Height, CurveFrame Frame, ImmutableArray<CurveTick> XTicks, ImmutableArray<CurveTick> YTicks, ImmutableArray<CurveLine> Lines, double? Cursor)
{
    private const double LabelHeight = 13;

    /// <param name="cursor">Where along the axis the page looks, 0 to 1; null for nowhere.</param>
    public static CurveScene Of(double width, double height, bool isTime, IReadOnlyList<CurveData> data, IReadOnlyList<(double X, string Words)> ticks, double? cursor)
    {
        var frame = new CurveFrame(62, 12, width - 62 - 104, height - 12 - 24);
        double[] values = [.. data.SelectMany(line => line.Points).Select(point => point.Value).Where(value => value > 0)];
        var scale = CurveScale.Of(values, isTime);
        var lines = data.Where(line => !line.Points.IsEmpty).Select(line => Line(line, frame, scale, isTime)).OrderBy(line => line.EndY).ToList();
        Spread(lines, frame);
        return new(
            width,
            height,
            frame,
            [.. ticks.Select(tick => new CurveTick(frame.X(tick.X), tick.Words))],
            [.. scale.Ticks.Select(value => new CurveTick(frame.Y(scale.At(value)), CostWords.Tick(value, isTime)))],
            [.. lines],
            cursor is { } at ? frame.X(at) : null);
    }

    private static CurveLine Line(CurveData line, CurveFrame frame, CurveScale scale, bool isTime)
    {
        var places = line.Points.Select(point => (X: frame.X(point.X), Y: frame.Y(scale.At(point.Value)))).ToArray();
        int within = line.Points.TakeWhile(point => !point.IsBeyond).Count();
        var last = places[^1];
        return new(
            line.Index,
            line.Name,
            Path(places[..within]),
            Path(places[Math.Max(0, within - 1)..]),
            [.. places.Where((_, i) => i % 6 == line.Index % 6 || places.Length <= 3)],
            last.X,
            last.Y,
            last.Y,
            isTime ? CostWords.Time(line.Points[^1].Value) : RoundSize.Of((ulong)line.Points[^1].Value));
    }

    private static string Path((double X, double Y)[] places) =>
        places.Length < 2 ? "" : "M" + string.Join('L', places.Select(place => FormattableString.Invariant($"{place.X:0.#} {place.Y:0.#}")));

    /// <summary>Moves names apart: down from the top, then up again where the last went over the edge.</summary>
    private static void Spread(List<CurveLine> lines, CurveFrame frame)
    {
        for (int i = 1; i < lines.Count; i++)
            lines[i] = lines[i] with { LabelY = Math.Max(lines[i].LabelY, lines[i - 1].LabelY + LabelHeight) };
        double limit = frame.Bottom + 4;
        for (int i = lines.Count - 1; i >= 0; i--)
        {
            lines[i] = lines[i] with { LabelY = Math.Min(lines[i].LabelY, limit) };
            limit = lines[i].LabelY - LabelHeight;
        }
    }
}

/// <summary>Where the lines are drawn.</summary>
public sealed record CurveFrame(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double X(double part) => Left + (part * Width);

    /// <param name="part">0 at the bottom, 1 at the top.</param>
    public double Y(double part) => Bottom - (part * Height);
}
