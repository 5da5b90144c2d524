using System.Collections.Immutable;
using System.Numerics;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Where memory differs from what it was at a chosen moment, at the resolution of the eye.</summary>
/// <param name="Step">The step at whose end the other moment is.</param>
/// <param name="Bytes">How much differs, in whole pages, on the map or not.</param>
/// <param name="Cells">What is marked, by address, joined: cells of the map that hold a difference.</param>
public sealed record SceneDifferences(Step Step, ByteCount Bytes, ImmutableArray<PhysicalRange> Cells)
{
    /// <summary>Parts of a row that are told apart where it is drawn without cells.</summary>
    private const ulong PartsOfRow = 1024;

    /// <summary>Cells of what the camera shows; a grid of more is too fine to see.</summary>
    private const ulong MostInView = 8192;

    /// <param name="camera">What is in view, which is told finer; null for all.</param>
    public static SceneDifferences Between(PhysicalMemory shown, Moment other, ImmutableArray<MapSection> sections, PhysicalRange? camera)
    {
        var (former, cells) = (other.Machine.Platform.Memory, new List<PhysicalRange>());
        foreach (var section in sections)
        {
            var close = camera?.Intersect(section.Range) ?? default;
            foreach (var rest in close.IsEmpty ? [section.Range] : section.Range.Except(close)) Add(cells, shown, former, rest, section, Coarse(section));
            if (!close.IsEmpty) Add(cells, shown, former, close, section, Fine(section, close));
        }
        return new(other.Step, RangeSet.Total(shown.ChangedRuns(former)), RangeSet.Join(cells));
    }

    private static ByteCount Coarse(MapSection section) =>
        section.IsCarveOut ? section.Grids[0].Unit : new(Math.Max(ByteCount.Page.Value, 1UL << BitOperations.Log2(section.RowBytes / PartsOfRow | 1)));

    private static ByteCount Fine(MapSection section, PhysicalRange close) =>
        section.Grids.Select(grid => grid.Unit).LastOrDefault(unit => close.Length.Value / unit.Value <= MostInView, Coarse(section));

    /// <summary>After the first difference of a cell the rest of it is not asked for: the cost follows the cells, or the change where that is less.</summary>
    private static void Add(List<PhysicalRange> cells, PhysicalMemory shown, PhysicalMemory former, PhysicalRange within, MapSection section, ByteCount unit)
    {
        for (var at = within.Start; at < within.End;)
        {
            var run = shown.ChangedRuns(former, PhysicalRange.FromTo(at, within.End)).FirstOrDefault();
            if (run.IsEmpty) return;
            var cell = PhysicalRange.FromTo(CellStart(run.Start, section, unit), CellStart(run.Last, section, unit) + unit).Intersect(within);
            cells.Add(cell);
            at = cell.End;
        }
    }

    /// <summary>Cells count from the section's own start.</summary>
    private static PhysicalAddress CellStart(PhysicalAddress address, MapSection section, ByteCount unit) =>
        section.Range.Start + (unit * ((address - section.Range.Start).Value / unit.Value));
}
