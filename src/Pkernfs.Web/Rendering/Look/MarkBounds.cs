using System.Collections.Immutable;
using Pkernfs.Web.Rendering.Drawing;
using SkiaSharp;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>The room that marks take, strokes and letters with it.</summary>
public readonly record struct MarkBounds(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Of a face's size, what its letters reach above and below the baseline.</summary>
    private const double Ascent = 0.78, Descent = 0.24;

    public static MarkBounds Nothing { get; } = new(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);

    public bool IsEmpty => Right < Left || Bottom < Top;

    public static MarkBounds Of(IEnumerable<Mark> marks) => marks.Aggregate(Nothing, (all, mark) => all.With(Of(mark)));

    public static MarkBounds Of(Mark mark) => mark switch
    {
        BoxMark box => Around(box.X, box.Y, box.X + box.Width, box.Y + box.Height, box.Stroke),
        PathMark path => OfPath(path),
        TextMark words => OfText(words),
        GroupMark group => OfGroup(group),
        _ => Nothing,
    };

    public MarkBounds With(MarkBounds other) => new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public MarkBounds Moved(double x, double y) => IsEmpty ? this : new(Left + x, Top + y, Right + x, Bottom + y);

    private static MarkBounds OfPath(PathMark mark)
    {
        using var path = SKPath.ParseSvgPathData(mark.Data);
        var tight = path.TightBounds;
        return Around(tight.Left, tight.Top, tight.Right, tight.Bottom, mark.Stroke);
    }

    private static MarkBounds OfText(TextMark words)
    {
        double width = TextWidth.Of(words.Words, words.Style);
        double left = words.X - words.Anchor switch { TextAnchor.Middle => width / 2, TextAnchor.End => width, _ => 0 };
        return new(left, words.Y - (Ascent * words.Style.Size), left + width, words.Y + (Descent * words.Style.Size));
    }

    private static MarkBounds OfGroup(GroupMark group)
    {
        var inner = Of(group.Marks);
        if (group.Clip is { } clip)
            inner = new(Math.Max(inner.Left, clip.X), Math.Max(inner.Top, clip.Y), Math.Min(inner.Right, clip.X + clip.Width), Math.Min(inner.Bottom, clip.Y + clip.Height));
        return inner.Moved(group.X, group.Y);
    }

    private static MarkBounds Around(double left, double top, double right, double bottom, Stroke? stroke)
    {
        double half = stroke is null ? 0 : Math.Max(stroke.Width, stroke.Paper ?? 0) / 2;
        return new(left - half, top - half, right + half, bottom + half);
    }
}
