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

    /// <summary>The subject of a view.</summary>
    public static TextStyle Subject { get; } = new(FontFace.WordsBold, 15);

    public static TextStyle PaneTitle { get; } = new(FontFace.WordsBold, 12);

    public static TextStyle Body { get; } = new(FontFace.Words, 12);

    public static TextStyle Prose { get; } = new(FontFace.Words, 11.5);

    public static TextStyle ProseBold { get; } = new(FontFace.WordsBold, 11.5);

    public static TextStyle ProseMono { get; } = new(FontFace.Mono, 10.5);

    /// <summary>The number of a bit, which repeats what stands beside the field.</summary>
    public static TextStyle BitNumber { get; } = new(FontFace.Mono, 7);

    public static TextStyle Tick { get; } = new(FontFace.Mono, 9);
}
