using System.Collections.Immutable;

namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>Gathers the marks of a picture.</summary>
public sealed class Sketch
{
    private readonly ImmutableArray<Mark>.Builder _marks = ImmutableArray.CreateBuilder<Mark>();

    public ImmutableArray<Mark> Marks => _marks.ToImmutable();

    public Picture ToPicture(double width, double height) => new(width, height, Marks);

    public void Add(Mark mark) => _marks.Add(mark);

    public void Box(double x, double y, double width, double height, Fill? fill = null, Stroke? stroke = null, double radius = 0, string? kind = null, string? title = null) =>
        Add(new BoxMark(x, y, width, height, fill, stroke, radius) { Class = kind, Title = title });

    public void Path(string data, Fill? fill = null, Stroke? stroke = null, string? kind = null, string? title = null) =>
        Add(new PathMark(data, fill, stroke) { Class = kind, Title = title });

    public void Text(double x, double y, string words, TextStyle style, Tone tone, TextAnchor anchor = TextAnchor.Start, Tone? halo = null, bool struck = false, string? kind = null, double opacity = 1)
    {
        if (words.Length > 0) Add(new TextMark(x, y, words, style, tone, anchor, halo, struck, opacity) { Class = kind });
    }

    /// <summary>Marks that <paramref name="draw"/> adds, moved as one.</summary>
    public void Group(double x, double y, Action<Sketch> draw, string? kind = null, string? title = null, ClipArea? clip = null, double opacity = 1)
    {
        var inner = new Sketch();
        draw(inner);
        Add(new GroupMark(x, y, inner.Marks, clip, opacity) { Class = kind, Title = title });
    }

    /// <summary>Another picture as a part of this one.</summary>
    public void Place(double x, double y, Picture picture, string? kind = null, double scale = 1) =>
        Add(new GroupMark(x, y, picture.Marks, new(0, 0, picture.Width, picture.Height), Scale: scale) { Class = kind });
}
