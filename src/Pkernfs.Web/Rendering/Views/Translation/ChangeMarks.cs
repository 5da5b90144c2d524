using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>What became of a part: its outline, a bar where it moved, and a badge with its number in the list of changes.</summary>
internal static class ChangeMarks
{
    private const double Bar = 5;

    /// <param name="right">Where the badge ends.</param>
    /// <param name="top">Where the badge begins.</param>
    public static void Add(Sketch sketch, SceneChange change, ClipArea part, Stroke outline, double radius, double right, double top) => sketch.Group(0, 0, inner =>
    {
        bool vanished = change.Mark == TranslationMark.Vanished;
        // A part that vanished is outlined as a ghost already.
        if (!vanished) inner.Box(part.X, part.Y, part.Width, part.Height, stroke: outline, radius: radius, kind: "outline");
        if (change.Mark == TranslationMark.Moved) inner.Box(part.X - (radius > 0 ? Bar : Bar - 2), part.Y, Bar, part.Height, Tone.Ink, kind: "moved-bar");
        double width = TranslationSizes.BadgeWidth(change);
        inner.Group(right - width, top, badge =>
        {
            badge.Box(0, 0, width, TranslationSizes.Badge, Tone.Pane, new(Tone.T1, Dash: vanished ? 2.5 : 0), 6);
            badge.Text(width / 2, 9.2, change.Badge, ViewStyles.Badge, Tone.T1, TextAnchor.Middle);
        }, kind: "badge");
    }, kind: "mark");
}
