using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Sheets;

/// <summary>A view alone on its ground, for where the words around it are already.</summary>
internal static class BareSheet
{
    /// <param name="draw">The view in that width and height; the height 0 stands for what it needs.</param>
    public static Picture Of(PictureSize size, Func<double, double, Picture> draw)
    {
        var view = draw(size.Width, size.Height);
        double height = size.Height > 0 ? size.Height : Math.Ceiling(view.Height);
        // As on a sheet: what is larger than its place is made smaller, never cut.
        double scale = Math.Min(1, Math.Min(size.Width / view.Width, height / view.Height));
        var sketch = new Sketch();
        sketch.Box(0, 0, size.Width, height, Tone.Pane, kind: "ground");
        sketch.Place((size.Width - (view.Width * scale)) / 2, 0, view, "view", scale);
        return sketch.ToPicture(size.Width, height);
    }
}
