using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The 512 slots of one table as one strip: what is present, of which kind, and the slot that a walk passes.</summary>
/// <param name="Parts">By slot; between them nothing is present.</param>
/// <param name="Walked">The slot that the walk passes; null for none.</param>
public sealed record SlotStrip(ImmutableArray<SlotPart> Parts, int? Walked)
{
    public const int Slots = PageTableGeometry.EntriesPerTable;

    /// <summary>Steps that a strip as wide as a table's box tells apart: what is closer is one part.</summary>
    private const int Resolution = 128;

    public static bool IsShown(TranslationTable table) => table is { IsReadable: true, IsRepeated: false };

    public static SlotStrip? Of(TranslationTable table, DmaWalkStep walked)
    {
        if (!IsShown(table)) return null;
        var parts = new List<SlotPart>();
        const int step = Slots / Resolution;
        foreach (var line in table.Lines)
        {
            // The gap between two parts of a kind is drawn only where it can be seen.
            if (parts.Count > 0 && parts[^1].Kind == line.Kind && line.First - parts[^1].Last <= step) parts[^1] = parts[^1] with { Last = line.Last };
            else parts.Add(new(line.First, line.Last, line.Kind, new(TranslationWords.Table(table.Level), table.Address, line.First)));
        }
        return new([.. parts], walked.PageTableLevel > 0 ? walked.Index : null);
    }
}

/// <summary>Slots in a row of one kind.</summary>
/// <param name="Select">What a click on it selects: its first entry.</param>
public sealed record SlotPart(int First, int Last, TranslationLineKind Kind, Selection.Entry Select)
{
    /// <summary>"Slots 0 to 511: leaves".</summary>
    public string Words => $"{(First == Last ? $"Slot {First}" : $"Slots {First} to {Last}")}: {Kind switch { TranslationLineKind.Table => "tables", TranslationLineKind.Leaf => "leaves", _ => "reserved bits set" }}";
}
