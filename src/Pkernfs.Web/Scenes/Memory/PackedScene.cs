using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>
/// A scene as the browser's drawer takes it: runs in the stream's own packed form, words once each. Addresses elsewhere go as doubles,
/// which are exact up to 2^53, one bit more than x86-64 has.
/// </summary>
public sealed record PackedScene(PackedWords Words, PackedPieces Extents, PackedPieces Blocks)
{
    public static PackedScene Of(MemoryScene scene)
    {
        var words = new List<string>();
        var places = new Dictionary<string, uint>();
        var extents = Pack(scene.Extents, words, places);
        var blocks = Pack(scene.Blocks, words, places);
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
                scene.Persistent is { } persistent ? Pack(persistent) : null,
                scene.Differences is { } differences ? Pack(differences.Cells) : null,
                [.. scene.Findings.Select(finding => new PackedFinding(finding.Sentence, Pack(finding.Ranges)))]),
            extents,
            blocks);
    }

    private static PackedPieces Pack(ImmutableArray<SceneExtent> extents, List<string> words, Dictionary<string, uint> places)
    {
        byte[] looks = new byte[extents.Length * PackedPieces.LookBytes];
        for (int i = 0; i < extents.Length; i++)
        {
            if (!places.TryGetValue(extents[i].Words, out uint place))
            {
                places[extents[i].Words] = place = (uint)words.Count;
                words.Add(extents[i].Words);
            }
            BinaryPrimitives.WriteUInt32LittleEndian(looks.AsSpan(i * PackedPieces.LookBytes), (place << 8) | (byte)extents[i].Fill);
        }
        return new(PackedRuns.Encode([.. extents.Select(extent => extent.Range)]), looks);
    }

    private static PackedMark Pack(CellMark mark) => new(mark.Range.Start.Value, mark.Letters, (int)mark.Fill);

    private static double[] Pack(IEnumerable<PhysicalRange> ranges) => [.. ranges.SelectMany(range => new double[] { range.Start.Value, range.Length.Value })];
}

/// <summary>Runs to draw and how each looks.</summary>
/// <param name="Runs">Where they are, as the stream packs runs (<see cref="PackedRuns"/>).</param>
/// <param name="Looks">For each run 4 bytes, little endian: fill in the lowest byte, above it the place of its words in <see cref="PackedWords.Words"/>.</param>
public sealed record PackedPieces(byte[] Runs, byte[] Looks)
{
    public const int LookBytes = 4;
}

/// <summary>The parts of a scene that are few: they go as JSON.</summary>
/// <param name="Strip">For each part: start, length, left and right end.</param>
/// <param name="Reached">Start and length in turn, as <paramref name="Tables"/>, <paramref name="Persistent"/> and <paramref name="Changed"/>; those two null where their layers are off.</param>
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
    double[]? Persistent,
    double[]? Changed,
    IReadOnlyList<PackedFinding> Findings);

/// <param name="Grids">For each grid: bytes of a cell, cells in a row.</param>
public sealed record PackedSection(string Title, string Fact, double Start, double Length, int Rows, bool IsCarveOut, double[] Grids);

public sealed record PackedTick(double At, string Text);

public sealed record PackedMark(double Start, string Letters, int Fill);

public sealed record PackedLabel(double Start, double Length, string Text, int Fill, bool Quiet);

public sealed record PackedFinding(string Sentence, double[] Ranges);
