using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Svg;

namespace Pkernfs.Web.Rendering.Clips;

/// <summary>
/// A span of steps as one animated SVG without scripts. Each step is staged as on screen: what goes fades first, what comes appears after it. Who wants less
/// motion gets the same steps as stills.
/// </summary>
public static class ClipWriter
{
    /// <summary>Steps of one clip at most: what a viewer sits through, and what a file holds.</summary>
    public const int MostSteps = 60;

    /// <summary>Milliseconds that a step is shown, where nobody says otherwise.</summary>
    public const int PerStep = 1600;

    // Milliseconds, as in tokens.css: what goes is gone when the first act ends, what comes begins with the third.
    private const int Gone = 140, Comes = 320, Whole = 480;

    /// <param name="frames">One picture a step, of one size.</param>
    /// <param name="perStep">Milliseconds that a step is shown.</param>
    public static string Write(IReadOnlyList<Picture> frames, PictureLook look, PictureFacts facts, int perStep = PerStep)
    {
        double width = frames.Max(frame => frame.Width), height = frames.Max(frame => frame.Height);
        var marks = ClipMarks.Of(frames);
        var patterns = new Dictionary<string, (string Class, BitArray Frames)>();
        var groups = new List<(string? Class, List<Mark> Marks)>();
        foreach (var mark in marks)
        {
            string? kind = mark.Frames.HasAllSet() ? null : ClassOf(mark.Frames, patterns);
            if (groups.Count == 0 || groups[^1].Class != kind) groups.Add((kind, []));
            groups[^1].Marks.Add(mark.Mark is MovedMark moved ? moved.Grouped : mark.Mark);
        }
        var picture = new Picture(width, height, [.. groups.Select(group => (Mark)new GroupMark(0, 0, [.. group.Marks]) { Class = group.Class })]);
        return SvgWriter.Write(picture, look, facts, Style(patterns.Values, frames.Count, perStep));
    }

    private static string ClassOf(BitArray frames, Dictionary<string, (string Class, BitArray Frames)> patterns)
    {
        var key = new StringBuilder(frames.Length);
        foreach (bool isThere in frames) key.Append(isThere ? '1' : '0');
        if (!patterns.TryGetValue(key.ToString(), out var known)) patterns[key.ToString()] = known = (string.Create(CultureInfo.InvariantCulture, $"when{patterns.Count}"), frames);
        return known.Class;
    }

    private static string Style(IEnumerable<(string Class, BitArray Frames)> patterns, int frames, int perStep)
    {
        var css = new StringBuilder();
        double total = frames * (double)perStep;
        foreach (var (name, when) in patterns)
        {
            css.Append(CultureInfo.InvariantCulture, $"@keyframes {name}{{{Keyframes(when, perStep, total, staged: true)}}}.{name}{{animation:{name} {total:0}ms infinite}}");
            css.Append(CultureInfo.InvariantCulture, $"@keyframes {name}s{{{Keyframes(when, perStep, total, staged: false)}}}");
        }
        css.Append("@media (prefers-reduced-motion:reduce){");
        foreach (var (name, _) in patterns) css.Append(CultureInfo.InvariantCulture, $".{name}{{animation:{name}s {total:0}ms step-end infinite}}");
        return css.Append('}').ToString();
    }

    private static string Keyframes(BitArray when, int perStep, double total, bool staged)
    {
        var frames = new StringBuilder();
        void At(double time, bool isThere) => frames.Append(CultureInfo.InvariantCulture, $"{Math.Min(100, time / total * 100):0.###}%{{opacity:{(isThere ? 1 : 0)}}}");
        At(0, when[0]);
        for (int i = 1; i < when.Length; i++)
        {
            if (when[i] == when[i - 1]) continue;
            double start = i * (double)perStep;
            if (!staged) At(start, when[i]);
            else
            {
                At(start + (when[i] ? Comes : 0), when[i - 1]);
                At(start + (when[i] ? Whole : Gone), when[i]);
            }
        }
        At(total, when[^1]);
        return frames.ToString();
    }
}
