using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Views;

/// <summary>A drawing as a picture that is large enough for all of it: what a pane lets stick out, a file must not cut.</summary>
internal static class FittedPicture
{
    /// <summary>Room about what sticks out.</summary>
    private const double Margin = 1;

    /// <param name="width">The least width.</param>
    /// <param name="height">The least height.</param>
    public static Picture Of(Sketch drawn, double width, double height)
    {
        var bounds = MarkBounds.Of(drawn.Marks).With(new(0, 0, width, height));
        double left = Room(-bounds.Left), top = Room(-bounds.Top);
        var sketch = new Sketch();
        sketch.Add(new GroupMark(left, top, drawn.Marks));
        return sketch.ToPicture(left + width + Room(bounds.Right - width), top + height + Room(bounds.Bottom - height));
    }

    /// <summary>Whole pixels, so that lines stay as sharp as they were drawn.</summary>
    private static double Room(double over) => over <= 0 ? 0 : Math.Ceiling(over + Margin);
}
