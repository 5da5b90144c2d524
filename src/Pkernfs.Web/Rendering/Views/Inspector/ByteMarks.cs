using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>An entry's bytes as they stand in memory, and its words below.</summary>
internal static class ByteMarks
{
    private const double Line = 18, Names = 40;

    public static double Add(Sketch sketch, DecodedEntry entry, Column column, double y)
    {
        double from = y;
        foreach (string line in EntryFields.ByteLines(entry))
            y += RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords(line, ViewStyles.Mono, Tone.T1, "raw"));
        foreach (var (name, value) in EntryFields.Words(entry))
        {
            RichText.AddLine(sketch, column.Left, y, Names, Line, new(name, ViewStyles.ProseMono, Tone.T3));
            y += RichText.Add(sketch, column.Left + Names, y, column.Room - Names, Line, SubjectMarks.Address(value, ViewStyles.ProseMono));
        }
        return y > from ? y - from : BlockMarks.Sentence(sketch, new(EntryFields.TooLong, SentenceLook.None), column, y);
    }
}
