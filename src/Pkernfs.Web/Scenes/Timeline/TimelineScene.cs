using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>The timeline as it is drawn: plain data, pixels from the upper left corner. The playhead lies over it and is not part of it.</summary>
/// <param name="LabelWidth">Where the plot begins; labels lie left of it.</param>
/// <param name="Band">The time between kernels, across all tracks; null where no kernel ended.</param>
/// <param name="Callout">The band's words where no bar has room for them; null where one has.</param>
public sealed record TimelineScene(
    double Width,
    double Height,
    double LabelWidth,
    TimelineScale Scale,
    ImmutableArray<TimelineTick> Ticks,
    ImmutableArray<TimelineRow> Rows,
    TimelineBand? Band,
    TimelineCallout? Callout,
    ImmutableArray<TimelineMark> Marks)
{
    /// <summary>What must hold; null on a narrow screen.</summary>
    public InvariantRow? Invariants { get; init; }

    /// <summary>Where a what-if changed the run.</summary>
    public ImmutableArray<TimelineChange> Changes { get; init; } = [];

    /// <summary>What stands in the row of problems where there are none.</summary>
    public const string NoProblems = "none in this run";

    public const double RulerHeight = 19;

    /// <summary>Room for a callout where there is no ruler.</summary>
    public const double CalloutHeight = 15;

    public const double RowHeight = 20;
    public const double BarHeight = 16;

    /// <summary>Below this a screen is narrow: three tracks, short labels.</summary>
    public const double NarrowWidth = 600;

    private const double MarginRight = 16;

    /// <summary>Three tracks, short labels, no ruler.</summary>
    public bool IsNarrow { get; init; }

    /// <summary>Where words stand in a row without bars, from the plot's left edge.</summary>
    public double QuietX => Scale.Breaks.Length > 0 ? Scale.Breaks[0] + 8 : 6;

    /// <param name="width">Room in pixels for labels and plot.</param>
    /// <param name="report">What must hold; null while it is worked out.</param>
    public static TimelineScene Of(RunTimeline timeline, Tracks tracks, double width, InvariantReport? report = null)
    {
        bool narrow = width < NarrowWidth;
        double labels = narrow ? 82 : 152;
        var scale = TimelineScale.Of(timeline, tracks, Math.Max(120, width - labels - (narrow ? 0 : MarginRight)));
        var none = tracks.BetweenKernels;
        var band = none is null ? null : new TimelineBand(scale.X(none.Start), scale.X(none.End) - scale.X(none.Start));
        double top = !narrow ? RulerHeight : band is null ? 0 : CalloutHeight;
        var rows = TimelineRows.Of(timeline, tracks, scale, narrow).Select((row, i) => row with { Y = top + (i * RowHeight) }).ToImmutableArray();
        bool marks = !narrow;
        var invariants = marks ? InvariantRow.Of(timeline, report, scale) : null;
        if (invariants is not null)
        {
            invariants = invariants with { Row = invariants.Row with { Y = top + (rows.Length * RowHeight) } };
            rows = rows.Add(invariants.Row);
        }
        double height = top + ((rows.Length + (marks ? 1 : 0)) * RowHeight) + (narrow ? 12 : 17);
        // A narrow screen has no kernel's track, a wide one has it first.
        bool named = !narrow && rows[0].Bars.Any(bar => bar.X == band?.X && bar.Words is not null);
        var callout = band is null || named ? null : TimelineCallout.Of(band, "no kernel");
        var ticks = narrow ? [] : scale.Ticks(44);
        double row = top + ((marks ? rows.Length + 0.5 : rows.Length) * RowHeight);
        return new(
            width,
            height,
            labels,
            scale,
            callout?.Clear(ticks) ?? ticks,
            marks ? rows.Add(new TimelineRow("Problems", null, []) { Y = top + (rows.Length * RowHeight) }) : rows,
            band,
            callout,
            marks ? [.. tracks.Problems.Select(mark => new TimelineMark(mark.Index, scale.X(mark.Nanoseconds), string.Join(' ', mark.Sentences)))] : [])
        {
            IsNarrow = narrow,
            Invariants = invariants,
            Changes = [.. TimelineChange.Of(timeline, scale, tracks).Select(change => change with { Y = row })],
        };
    }
}

/// <summary>One track.</summary>
/// <param name="Title">What the label says when pointed at; null for nothing more.</param>
public sealed record TimelineRow(string Label, string? Title, ImmutableArray<TimelineBar> Bars)
{
    /// <summary>Its upper edge.</summary>
    public double Y { get; init; }

    /// <summary>What is said of it where it has no bar; null for no words.</summary>
    public string? Quiet { get; init; }
}

/// <summary>A stretch of a track.</summary>
/// <param name="X">From the plot's left edge.</param>
/// <param name="Look">Its style: "kernel-a", "guest", "paused", "flowing", "faulting", "lost", "paging", "default", "none", "undefined", "broken".</param>
/// <param name="Words">What fits into its largest part between breaks; null where nothing does.</param>
/// <param name="WordsX">Where the words begin, from the bar's left edge.</param>
/// <param name="WordsWidth">Room that the words take, an upper estimate.</param>
/// <param name="Title">All of it in words.</param>
public sealed record TimelineBar(double X, double Width, string Look, string? Words, double WordsX, double WordsWidth, string Title);

/// <summary>A shade across all tracks.</summary>
public sealed record TimelineBand(double X, double Width);

/// <summary>A triangle at a step.</summary>
public sealed record TimelineMark(int Index, double X, string Title);
