using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Sheets;

/// <summary>What the fills of a picture mean: those that it has, in words.</summary>
internal static class Legend
{
    public const double RowHeight = 18;

    private const double Swatch = 12, Gap = 16;

    private static readonly TextStyle style = new(FontFace.Words, 10);

    private static readonly (MapFill Fill, string Words)[] meanings =
    [
        (MapFill.Guest, "guest RAM and VM state, persists"),
        (MapFill.SecondStage, "second-stage tables (D), persist"),
        (MapFill.SecondStageEphemeral, "second-stage tables in ordinary RAM"),
        (MapFill.RootAndContext, "root and context tables (R), persist"),
        (MapFill.RootAndContextEphemeral, "root and context tables in ordinary RAM"),
        (MapFill.Metadata, "metadata (S, I, M, BM), persists"),
        (MapFill.KernelImage, "kernel image, lost at kexec"),
        (MapFill.KernelData, "kernel data, lost at kexec"),
        (MapFill.Vmm, "user space, lost at kexec"),
        (MapFill.Stale, "stale, no owner"),
        (MapFill.Firmware, "firmware, reserved"),
        (MapFill.Persists, "persists"),
        (MapFill.Lost, "lost at kexec"),
        (MapFill.Free, "free"),
    ];

    /// <summary>The fills that a picture's runs have, with their meaning.</summary>
    public static IReadOnlyList<LegendItem> Of(Picture picture)
    {
        var kinds = new HashSet<string>();
        Collect(picture.Marks, kinds);
        return [.. meanings.Where(meaning => kinds.Contains(ViewValues.Word(meaning.Fill))).Select(meaning => new LegendItem(meaning.Words, MapLooks.Of(meaning.Fill)))];
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
            sketch.Box(at, top + 2, Swatch, Swatch, item.Fill ?? Tone.Pane, new(Tone.T3, 0.8), kind: "swatch");
            sketch.Text(at + Swatch + 6, top + 11.5, item.Words, style, Tone.T2, kind: "legend");
            at += needed + Gap;
        }
        return top - y + RowHeight;
    }

    private static void Collect(IEnumerable<Mark> marks, HashSet<string> kinds)
    {
        foreach (var mark in marks)
        {
            if (mark is GroupMark group) Collect(group.Marks, kinds);
            else if (mark.Class?.StartsWith("run ", StringComparison.Ordinal) == true) kinds.Add(mark.Class[4..]);
        }
    }
}

/// <summary>A fill and its meaning; the fill null for what is an outline only.</summary>
internal sealed record LegendItem(string Words, Fill? Fill);
