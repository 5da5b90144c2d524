using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>
/// A scene as the browser's drawer takes it: runs as packed bytes, words once each. Addresses go as doubles, which are exact
/// up to 2^53, one bit more than x86-64 has.
/// </summary>
/// <param name="Extents">24 bytes each, little endian: f64 start, f64 length, u32 fill, u32 place of its words in <see cref="PackedWords.Words"/>.</param>
/// <param name="Blocks">As extents.</param>
public sealed record PackedScene(PackedWords Words, byte[] Extents, byte[] Blocks)
{
    public const int ExtentBytes = 24;

    public static PackedScene Of(MemoryScene scene)
    {
        var words = new List<string>();
        var places = new Dictionary<string, uint>();
        byte[] extents = Pack(scene.Extents, words, places);
        byte[] blocks = Pack(scene.Blocks, words, places);
        return new(
            new(
                [.. scene.Sections.Select(section => new PackedSection(
                    section.Title, section.Fact, section.Range.Start.Value, section.Range.Length.Value, section.Rows, section.IsCarveOut,
                    [.. section.Grids.SelectMany(grid => new double[] { grid.Unit.Value, grid.Columns })]))],
                [.. scene.Strip.Parts.SelectMany(part => new double[] { part.Range.Start.Value, part.Range.Length.Value, part.From, part.To })],
                [.. scene.Strip.Ticks.Select(tick => new PackedTick(tick.At, tick.Text))],
                words,
                [.. scene.BlockMarks.Select(Pack)],
                [.. scene.PageMarks.Select(Pack)],
                [.. scene.Labels.Select(label => new PackedLabel(label.Range.Start.Value, label.Range.Length.Value, label.Text, (int)label.Fill, label.Quiet))],
                [.. scene.Landings.Select(address => (double)address.Value)],
                scene.LandedBy,
                Pack(scene.Reached),
                Pack(scene.Tables),
                [.. scene.Findings.Select(finding => new PackedFinding(finding.Sentence, Pack(finding.Ranges)))]),
            extents,
            blocks);
    }

    private static byte[] Pack(ImmutableArray<SceneExtent> extents, List<string> words, Dictionary<string, uint> places)
    {
        byte[] bytes = new byte[extents.Length * ExtentBytes];
        for (int i = 0; i < extents.Length; i++)
        {
            var extent = extents[i];
            var at = bytes.AsSpan(i * ExtentBytes);
            if (!places.TryGetValue(extent.Words, out uint place))
            {
                places[extent.Words] = place = (uint)words.Count;
                words.Add(extent.Words);
            }
            BinaryPrimitives.WriteDoubleLittleEndian(at, extent.Range.Start.Value);
            BinaryPrimitives.WriteDoubleLittleEndian(at[8..], extent.Range.Length.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(at[16..], (uint)extent.Fill);
            BinaryPrimitives.WriteUInt32LittleEndian(at[20..], place);
        }
        return bytes;
    }

    private static PackedMark Pack(CellMark mark) => new(mark.Range.Start.Value, mark.Letters, (int)mark.Fill);

    private static double[] Pack(IEnumerable<PhysicalRange> ranges) => [.. ranges.SelectMany(range => new double[] { range.Start.Value, range.Length.Value })];
}

/// <summary>The parts of a scene that are few: they go as JSON.</summary>
/// <param name="Strip">For each part: start, length, left and right end.</param>
/// <param name="Reached">Start and length in turn, as <paramref name="Tables"/>.</param>
public sealed record PackedWords(
    IReadOnlyList<PackedSection> Sections,
    double[] Strip,
    IReadOnlyList<PackedTick> Ticks,
    IReadOnlyList<string> Words,
    IReadOnlyList<PackedMark> BlockMarks,
    IReadOnlyList<PackedMark> PageMarks,
    IReadOnlyList<PackedLabel> Labels,
    double[] Landings,
    string LandedBy,
    double[] Reached,
    double[] Tables,
    IReadOnlyList<PackedFinding> Findings);

/// <param name="Grids">For each grid: bytes of a cell, cells in a row.</param>
public sealed record PackedSection(string Title, string Fact, double Start, double Length, int Rows, bool IsCarveOut, double[] Grids);

public sealed record PackedTick(double At, string Text);

public sealed record PackedMark(double Start, string Letters, int Fill);

public sealed record PackedLabel(double Start, double Length, string Text, int Fill, bool Quiet);

public sealed record PackedFinding(string Sentence, double[] Ranges);
