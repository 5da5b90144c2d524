using System.Globalization;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Timeline;

namespace Pkernfs.Web.Rendering.Views.Page;

/// <summary>The steps around the one that is shown, by phases, and that one's paragraph.</summary>
public static class StepsPicture
{
    private const double Padding = 16, Row = 22, Group = 24, Line = 15, Number = 24;

    public static Picture Of(RunTimeline timeline, int index, double width, double height)
    {
        var sketch = new Sketch();
        string[] paragraph = [.. TextWidth.Wrap(timeline.Moments[index].Step.Explanation, ViewStyles.Prose, width - (2 * Padding))];
        double room = height - 8;
        double own = Row + (paragraph.Length * Line) + 8;
        // As many steps before the shown one as after it, as far as there are any.
        var (first, last, used) = (index, index, own + (2 * Group));
        while (used + Row <= room && (first > 0 || last + 1 < timeline.Moments.Length))
        {
            bool back = first > 0 && (last + 1 == timeline.Moments.Length || index - first <= last - index);
            int next = back ? --first : ++last;
            bool begins = next > 0 && timeline.Moments[next].Step.Phase != timeline.Moments[next - 1].Step.Phase;
            used += Row + (begins ? Group : 0);
        }
        double y = 4;
        foreach (var group in StepGroup.Of(timeline, step => step.Index >= first && step.Index <= last))
        {
            if (y + Group + Row > room) break;
            sketch.Box(0, y, width, Group, Tone.Raised, kind: "group");
            sketch.Text(Padding, y + 16, group.Name, ViewStyles.LabelBold, Tone.T1, kind: "phase");
            sketch.Text(width - Padding, y + 16, group.Range, ViewStyles.Small, Tone.T3, TextAnchor.End, kind: "range");
            y += Group;
            foreach (var step in group.Steps)
            {
                bool isShown = step.Index == index;
                if (y + (isShown ? own : Row) > room) break;
                if (isShown) sketch.Box(0, y, width, own, Tone.Hover, kind: "current");
                if (isShown) sketch.Box(0, y, 2, own, Tone.Ink);
                sketch.Text(Padding + Number - 8, y + 15, (step.Index + 1).ToString(CultureInfo.InvariantCulture), ViewStyles.Small, Tone.T3, TextAnchor.End, kind: "number");
                sketch.Text(Padding + Number, y + 15, TextWidth.Cut(step.Title, ViewStyles.Prose, width - (2 * Padding) - Number), isShown ? ViewStyles.ProseBold : ViewStyles.Prose, step.Index > index ? Tone.T3 : Tone.T1, kind: isShown ? "step current" : "step");
                y += Row;
                if (!isShown) continue;
                foreach (string line in paragraph) sketch.Text(Padding, (y += Line) - 4, line, ViewStyles.Prose, Tone.T2, kind: "paragraph");
                y += 8;
            }
        }
        return sketch.ToPicture(width, height);
    }
}
