using System.Text;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Text;

/// <summary>The map of physical memory in letters, for mail: a row of 64 for each row of the map, what most of each part is. No wider than 80 columns.</summary>
public static class TextMap
{
    public const int Columns = 80;

    private const int Cells = 64;

    private static readonly (MapFill Fill, char Letter, string Words)[] letters =
    [
        (MapFill.Guest, 'G', "guest RAM and VM state"),
        (MapFill.SecondStage, 'D', "second-stage tables"),
        (MapFill.SecondStageEphemeral, 'd', "second-stage tables in ordinary RAM"),
        (MapFill.RootAndContext, 'R', "root and context tables"),
        (MapFill.RootAndContextEphemeral, 'r', "root and context tables in ordinary RAM"),
        (MapFill.Metadata, 'm', "metadata"),
        (MapFill.KernelImage, 'K', "kernel image"),
        (MapFill.KernelData, 'k', "kernel data"),
        (MapFill.Vmm, 'u', "user space"),
        (MapFill.Stale, '~', "stale, no owner"),
        (MapFill.Firmware, 'F', "firmware"),
        (MapFill.Window, 'w', "windows"),
        (MapFill.Free, '.', "free"),
    ];

    private static readonly OwnerClass[] telling = [OwnerClass.RootAndContext, OwnerClass.DomainPageTable, OwnerClass.PkernfsMetadata, OwnerClass.HandoverMetadata];

    private static readonly Dictionary<char, string> blocks = new() { ['S'] = "super block", ['I'] = "inodes", ['M'] = "mappings", ['L'] = "sessions", ['C'] = "container" };

    /// <param name="isAscii">True for plain ASCII, false for lines of box-drawing characters.</param>
    public static string Of(RunInspection run, int index, MemoryScene scene, string head, bool isAscii)
    {
        var map = run.OwnershipAt(index);
        var text = new StringBuilder(head).Append('\n');
        var used = new HashSet<char>();
        var marks = scene.BlockMarks.ToDictionary(mark => mark.Range.Start.Value, mark => mark.Letters[0]);
        var (left, right) = isAscii ? ('|', '|') : ('│', '│');
        foreach (var section in scene.Sections)
        {
            text.Append('\n').AppendJoin('\n', TextLines.Wrap($"{section.Title}: {section.Range.Start} to {section.Range.End}, a row {new ByteCount(section.RowBytes)}; {section.Fact}", Columns)).Append('\n');
            string? last = null;
            int same = 0;
            for (int row = 0; row <= section.Rows; row++)
            {
                string? cells = row == section.Rows ? null : Row(map, section, row, marks, used);
                // Rows that repeat are told by their number.
                if (cells is not null && cells == last && row < section.Rows - 1)
                {
                    same++;
                    continue;
                }
                if (same > 0) text.Append(' ', 12).Append(same == 1 ? "one more row like this" : $"{same} more rows like this").Append('\n');
                same = 0;
                if (cells is not null) text.Append($"{"0x" + (section.Range.Start.Value + ((ulong)row * section.RowBytes)).ToString("x", System.Globalization.CultureInfo.InvariantCulture),12} ").Append(left).Append(cells).Append(right).Append('\n');
                last = cells;
            }
        }
        var legend = blocks.Where(block => used.Contains(block.Key)).Select(block => $"{block.Key} {block.Value}").Concat(letters.Where(letter => used.Contains(letter.Letter)).Select(letter => $"{letter.Letter} {letter.Words}"));
        text.Append('\n').AppendJoin('\n', TextLines.Wrap(string.Join(", ", legend) + ".", Columns)).Append('\n');
        if (scene.Landings.Length > 0) text.AppendJoin('\n', TextLines.Wrap($"DMA in this step by {scene.LandedBy}: {string.Join(", ", scene.Landings.Select(landing => landing.AlignDown(ByteCount.Page).ToString()).Distinct().Take(8))}.", Columns)).Append('\n');
        return text.ToString();
    }

    private static string Row(OwnershipMap map, MapSection section, int row, Dictionary<ulong, char> marks, HashSet<char> used)
    {
        var cells = new StringBuilder(Cells);
        ulong start = section.Range.Start.Value + ((ulong)row * section.RowBytes);
        for (int cell = 0; cell < Cells; cell++)
        {
            ulong from = start + (ulong)((UInt128)section.RowBytes * (uint)cell / Cells), to = start + (ulong)((UInt128)section.RowBytes * (uint)(cell + 1) / Cells);
            if (from >= section.Range.End.Value) break;
            // A block of the carve-out has the letter that it has on the map.
            char letter = section.IsCarveOut && marks.TryGetValue(from, out char mark) && to - from == section.Grids[0].Unit.Value ? mark
                : letters.First(one => one.Fill == Most(map, PhysicalRange.FromTo(new(from), new(Math.Min(to, section.Range.End.Value))))).Letter;
            used.Add(letter);
            cells.Append(letter);
        }
        return cells.ToString();
    }

    /// <summary>What most of the bytes are that somebody owns; a few pages of tables or metadata count for all, since they decide whether a machine survives.</summary>
    private static MapFill Most(OwnershipMap map, PhysicalRange part)
    {
        var inside = map.Within(part).ToList();
        foreach (var kind in telling)
        {
            if (inside.FirstOrDefault(extent => extent.Class == kind) is { } extent) return MapFills.Of(extent);
        }
        return inside.Where(extent => extent.Class != OwnerClass.Free).GroupBy(MapFills.Of)
            .Select(group => (Fill: group.Key, Bytes: group.Sum(extent => (double)extent.Range.Length.Value)))
            .OrderByDescending(group => group.Bytes).ThenBy(group => group.Fill).Select(group => group.Fill).FirstOrDefault(MapFill.Free);
    }
}
