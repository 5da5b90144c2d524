using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Views;

/// <summary>The steps of type that views share; css/base.css and the panes' own styles have the same.</summary>
internal static class ViewStyles
{
    public static TextStyle Small { get; } = new(FontFace.Words, 10);

    public static TextStyle Title { get; } = new(FontFace.WordsBold, 10.5);

    public static TextStyle Label { get; } = new(FontFace.Words, 11);

    public static TextStyle LabelBold { get; } = new(FontFace.WordsBold, 11);

    public static TextStyle Mono { get; } = new(FontFace.Mono, 10);

    public static TextStyle MonoBold { get; } = new(FontFace.MonoBold, 10);

    public static TextStyle Badge { get; } = new(FontFace.MonoBold, 9);

    public static TextStyle Tick { get; } = new(FontFace.Mono, 9);
}
