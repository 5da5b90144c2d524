using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Sheets;

/// <summary>What the fills of a picture mean: those that it has, in words.</summary>
internal static class Legend
{
    public const double RowHeight = 18;

    private const double Swatch = 12, Gap = 16;

    private static readonly TextStyle style = new(FontFace.Words, 10);

    private static readonly (string Kind, string Words)[] meanings =
    [
        ("guest", "guest RAM and VM state, persists"),
        ("second-stage", "second-stage tables (D), persist"),
        ("second-stage-ephemeral", "second-stage tables in ordinary RAM"),
        ("root-and-context", "root and context tables (R), persist"),
        ("root-and-context-ephemeral", "root and context tables in ordinary RAM"),
        ("metadata", "metadata (S, I, M, BM), persists"),
        ("kernel-image", "kernel image, lost at kexec"),
        ("kernel-data", "kernel data, lost at kexec"),
        ("vmm", "user space, lost at kexec"),
        ("stale", "stale, no owner"),
        ("firmware", "firmware, reserved"),
        ("persists", "persists"),
        ("lost", "lost at kexec"),
        ("free", "free"),
    ];

    /// <summary>The fills that a picture's runs have, by their words.</summary>
    public static IReadOnlyList<LegendItem> Of(Picture picture)
    {
        var kinds = new Dictionary<string, BoxMark>();
        Collect(picture.Marks, kinds);
        return [.. meanings.Where(meaning => kinds.ContainsKey(meaning.Kind)).Select(meaning => new LegendItem(meaning.Words, kinds[meaning.Kind].Fill, meaning.Kind == "free"))];
    }

    /// <summary>Lays items in rows; gives the height that they took.</summary>
    public static double Draw(Sketch sketch, IReadOnlyList<LegendItem> items, double x, double y, double width)
    {
        if (items.Count == 0) return 0;
        double at = x, top = y;
        foreach (var item in items)
        {
            double needed = Swatch + 6 + TextWidth.Of(item.Words, style);
            if (at > x && at + needed > x + width) (at, top) = (x, top + RowHeight);
            sketch.Box(at, top + 2, Swatch, Swatch, item.IsFree ? Tone.Pane : item.Fill, new(item.IsFree ? Tone.Line2 : Tone.T3, 0.8), kind: "swatch");
            sketch.Text(at + Swatch + 6, top + 11.5, item.Words, style, Tone.T2, kind: "legend");
            at += needed + Gap;
        }
        return top - y + RowHeight;
    }

    /// <summary>The fullest swatch of each kind: where a texture had no room its solid says less.</summary>
    private static void Collect(IEnumerable<Mark> marks, Dictionary<string, BoxMark> kinds)
    {
        foreach (var mark in marks)
        {
            if (mark is GroupMark group) Collect(group.Marks, kinds);
            else if (mark is BoxMark box && mark.Class?.StartsWith("run ", StringComparison.Ordinal) == true)
            {
                string kind = mark.Class[4..];
                if (!kinds.TryGetValue(kind, out var known) || (known.Fill is Fill.Solid && box.Fill is Fill.Textured)) kinds[kind] = box;
            }
        }
    }
}

/// <summary>A fill and its meaning.</summary>
internal sealed record LegendItem(string Words, Fill? Fill, bool IsFree);
