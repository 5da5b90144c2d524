using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>A block of a part, by its kind. Each gives the height that it takes.</summary>
internal static class BlockMarks
{
    private const double Line = 16;

    public static double Add(Sketch sketch, InspectorBlock block, MomentInspection moment, Column column, double y) => block switch
    {
        InspectorBlock.Sentence sentence => Sentence(sketch, sentence, column, y),
        InspectorBlock.Facts facts => FactMarks.Add(sketch, facts.All, column, y),
        InspectorBlock.Details details => FactMarks.AddDetails(sketch, details.All, column, y),
        InspectorBlock.Table table => TableMarks.Add(sketch, table.Caption, table.Heads, table.Rows, column, y),
        InspectorBlock.Lines lines => LineMarks.Add(sketch, lines, column, y),
        InspectorBlock.Bytes bytes => ByteMarks.Add(sketch, bytes.Entry, column, y),
        InspectorBlock.Bits bits => BitMarks.Add(sketch, bits.Entry, column, y),
        InspectorBlock.Fields fields => FieldMarks.Add(sketch, fields.Entry, column, y),
        InspectorBlock.Page page => PageMarks.Add(sketch, page, moment, column, y),
        InspectorBlock.Restored restored => RestoreMarks.Add(sketch, restored.Restore, column, y),
        InspectorBlock.Since since => SinceMarks.Add(sketch, since.Words, column, y),
        InspectorBlock.History history => HistoryMarks.Add(sketch, history, column, y),
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "A block without marks."),
    };

    /// <summary>A sentence of its own.</summary>
    public static double Sentence(Sketch sketch, InspectorBlock.Sentence sentence, Column column, double y)
    {
        var (style, tone) = sentence.Look switch
        {
            SentenceLook.Prose => (ViewStyles.Prose, Tone.T2),
            SentenceLook.Summary => (ViewStyles.Body, Tone.T1),
            _ => (ViewStyles.Body, Tone.T3),
        };
        return RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords(sentence.Words, style, sentence.IsBroken ? Tone.FaultInk : tone, sentence.Style));
    }
}
