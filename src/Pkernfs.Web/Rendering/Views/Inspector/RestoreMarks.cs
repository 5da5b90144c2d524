using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Restore;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>A device before and after an update: the verdict, each structure's, and what differs.</summary>
internal static class RestoreMarks
{
    private const double Line = 18, Small = 15, Gap = 6;

    public static double Add(Sketch sketch, DeviceRestore restore, Column column, double y)
    {
        double from = y;
        var tone = restore.IsFull ? Tone.T1 : Tone.FaultInk;
        y += RichText.Add(sketch, column.Left, y, column.Room, Line,
            new RichWords($"{restore.Device.Address}, {restore.Device.Label}:", ViewStyles.ProseBold, tone, "verdict"), new RichWords(" " + RestoreWords.Verdict(restore), ViewStyles.Prose, tone, "verdict"));
        foreach (var part in restore.Parts) y += Part(sketch, part, column, y + Gap) + Gap;
        return y - from;
    }

    private static double Part(Sketch sketch, RestorePart part, Column column, double y)
    {
        double from = y;
        sketch.Box(column.Left, y - 4, column.Room, 1, Tone.Line);
        string outcome = RestoreWords.Of(part.Outcome);
        RichText.AddLine(sketch, column.Left, y, column.Room - TextWidth.Of(outcome, ViewStyles.Prose) - Gap, Line, new(part.Name, ViewStyles.ProseBold, Tone.T1, "name"));
        RichText.AddLine(sketch, column.Right, y, column.Room, Line, new(outcome, ViewStyles.Prose, part.Outcome == RestoreOutcome.Restored ? Tone.T1 : Tone.FaultInk, "state"), TextAnchor.End);
        y += Line;
        foreach (var fact in part.Facts.Where(fact => fact.Status == FactStatus.Differs))
        {
            y += RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords(fact.Name, ViewStyles.Prose, Tone.T3));
            y += RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords($"{fact.Before ?? "none"} → {fact.After ?? "none"}", ViewStyles.ProseBold, Tone.FaultInk));
            if (fact.Note is { } note) y += RichText.Add(sketch, column.Left, y, column.Room, Small, new RichWords(note, ViewStyles.Label, Tone.T3, "note"));
        }
        return y - from;
    }
}
