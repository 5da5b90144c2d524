using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>The physical memory pane at one moment, as data: what is drawn, where in the address space, and in which words. Pixels are the drawer's.</summary>
public sealed record MemoryScene
{
    public required OverviewStrip Strip { get; init; }

    public required ImmutableArray<MapSection> Sections { get; init; }

    /// <summary>The whole address space by extents, folded where there are too many.</summary>
    public required ImmutableArray<SceneExtent> Extents { get; init; }

    /// <summary>The carve-out by blocks, for when a block is one cell.</summary>
    public required ImmutableArray<SceneExtent> Blocks { get; init; }

    public required ImmutableArray<CellMark> BlockMarks { get; init; }

    public required ImmutableArray<CellMark> PageMarks { get; init; }

    public required ImmutableArray<SceneLabel> Labels { get; init; }

    /// <summary>Where DMA landed in this step; empty when that layer is off.</summary>
    public required ImmutableArray<PhysicalAddress> Landings { get; init; }

    /// <summary>The devices whose DMA landed, in words; empty when none did.</summary>
    public required string LandedBy { get; init; }

    /// <summary>Memory behind the leaves of tables that hardware walks; empty when that layer is off.</summary>
    public required ImmutableArray<PhysicalRange> Reached { get; init; }

    /// <summary>The pages of those tables; empty when that layer is off.</summary>
    public required ImmutableArray<PhysicalRange> Tables { get; init; }

    /// <summary>Where accounts differ; empty when that layer is off.</summary>
    public required ImmutableArray<SceneFinding> Findings { get; init; }

    /// <summary>What outlives kexec, by address; null when that layer is off.</summary>
    public required ImmutableArray<PhysicalRange>? Persistent { get; init; }

    /// <summary>What differs from a chosen moment; null when that layer is off.</summary>
    public required SceneDifferences? Differences { get; init; }

    /// <summary>What this step changed, in one sentence.</summary>
    public required string Change { get; init; }

    /// <summary>The picture in one sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>True where extents or marks were folded for the camera, so that another camera wants another scene.</summary>
    public required bool IsFolded { get; init; }

    /// <param name="index">The moment's index in the run.</param>
    /// <param name="camera">What is in view; null for all.</param>
    /// <param name="narrow">True on a phone: shorter rows, other RAM as strips.</param>
    /// <param name="strips">True for other RAM as strips: where the map has little height.</param>
    /// <param name="against">The moment that the layer of differences is about; null for the one before.</param>
    public static MemoryScene Of(RunInspection run, int index, MapLayers layers, Camera? camera = null, bool narrow = false, bool strips = false, Moment? against = null)
    {
        var moment = run.Timeline.Moments[index];
        var before = index > 0 ? run.Timeline.Moments[index - 1] : null;
        var (platform, region, map) = (moment.Machine.Platform, run.Region, run.OwnershipAt(index));
        var reach = run.ReachAt(index);
        var changes = index > 0 ? OwnershipChange.Between(run.OwnershipAt(index - 1), map) : [];
        var all = SceneExtents.Of(map, reach, region, layers);
        var extents = SceneExtents.Fold(all, camera is null ? default : new(camera.Start, camera.Length));
        var blocks = SceneExtents.Blocks(platform.Memory, region, layers);
        var sections = SectionLayout.Of(platform.Board.Ram, region, narrow, strips)
            .Select(section => section with { Fact = SectionFacts.Of(section.Range, section.IsCarveOut, map, moment, before) }).ToImmutableArray();
        bool tables = layers.HasFlag(MapLayers.Tables), medium = layers.HasFlag(MapLayers.Medium);
        var landed = !layers.HasFlag(MapLayers.Dma) ? [] : moment.Step.DmaByDevice.Where(device => device.Value.Landings.Length > 0).ToList();
        var detail = Close(camera) ?? default;
        ImmutableArray<PhysicalRange> targets = tables ? reach.Targets : [], pages = tables ? reach.Tables : [];
        var (reached, tablePages) = (SceneRanges.Fold(targets, detail), SceneRanges.Fold(pages, detail));
        string change = ChangeSentence.Of(changes, region, map, moment, before);
        return new()
        {
            Strip = OverviewStrip.Of(map, sections),
            Sections = sections,
            Extents = extents,
            Blocks = blocks,
            BlockMarks = medium ? CellMarks.OfBlocks(blocks) : [],
            PageMarks = medium ? CellMarks.OfPages(map, region) : [],
            Labels = SceneLabels.Of(extents, blocks, region),
            Landings = [.. landed.SelectMany(device => device.Value.Landings)],
            LandedBy = string.Join(", ", landed.Select(device => device.Key)),
            Reached = reached,
            Tables = tablePages,
            Findings = layers.HasFlag(MapLayers.Disagreement)
                ? [.. LayerDifferences.Of(moment.Machine, map, reach, region).Select(finding => new SceneFinding(finding.Sentence, finding.Ranges))] : [],
            Persistent = layers.HasFlag(MapLayers.Persistence) ? RangeSet.Join(extents.Where(extent => extent.Persistent).Select(extent => extent.Range)) : null,
            Differences = layers.HasFlag(MapLayers.Differences) && (against ?? before) is { } other ? SceneDifferences.Between(platform.Memory, other, sections, Close(camera)) : null,
            Change = change,
            Sentence = $"Physical memory after \"{moment.Step.Title}\": {string.Join("; ", sections.Select(section => $"{section.Title}, {section.Fact}"))}.",
            IsFolded = extents.Length != all.Length || reached.Length != targets.Length || tablePages.Length != pages.Length,
        };
    }

    /// <summary>The scene with its differences told for another camera; itself where they are the same.</summary>
    public MemoryScene Near(Camera? camera, PhysicalMemory shown, Moment other)
    {
        var differences = SceneDifferences.Between(shown, other, Sections, Close(camera));
        return differences.Cells.SequenceEqual(Differences?.Cells ?? []) ? this : this with { Differences = differences };
    }

    private static PhysicalRange? Close(Camera? camera) => camera is null or { Level: MapLevel.Space } ? null : new(camera.Start, camera.Length);
}
