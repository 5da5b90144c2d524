using System.Collections.Immutable;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>The invariants' row: a stretch wherever one or more are broken, a triangle where one first is, ticks where all hold.</summary>
/// <param name="Row">The stretches; none while the report is worked out.</param>
/// <param name="Marks">Where invariants are first broken, one mark a step.</param>
/// <param name="Holds">Ticks, from the plot's left edge.</param>
public sealed record InvariantRow(TimelineRow Row, ImmutableArray<TimelineMark> Marks, ImmutableArray<double> Holds)
{
    /// <summary>An upper estimate for 11 px, as for the tracks.</summary>
    private const double CharacterWidth = 6.1;

    /// <summary>Room that a triangle takes beside its step.</summary>
    private const double MarkWidth = 12;

    /// <summary>Ticks nearer to each other say nothing more.</summary>
    private const double TickDistance = 22;

    /// <summary>Clear of what a tick would be drawn over.</summary>
    private const double TickWidth = 8;

    /// <param name="report">Null while it is worked out.</param>
    public static InvariantRow Of(RunTimeline timeline, InvariantReport? report, TimelineScale scale)
    {
        var row = new TimelineRow("Invariants", null, []);
        if (report is null) return new(row with { Quiet = "being checked" }, [], []);
        var marks = report.Broken.GroupBy(verdict => verdict.FirstBroken!.Value).OrderBy(group => group.Key)
            .Select(group => new TimelineMark(group.Key, scale.StepEnds[group.Key], Words(timeline, group.Key, [.. group.Select(verdict => verdict.Invariant.Title)])))
            .ToImmutableArray();
        var bars = Stretches(report).Select(span => Bar(timeline, report, scale, span, marks)).ToImmutableArray();
        return new(
            row with { Bars = bars, Quiet = $"all {report.Verdicts.Length} hold at every step", Title = "Broken invariants by step; v lists them all" },
            marks,
            Ticks(timeline, scale, bars));
    }

    /// <summary>Runs of steps in which the same invariants are broken.</summary>
    private static IEnumerable<(int First, int Last, ImmutableArray<string> Titles)> Stretches(InvariantReport report)
    {
        int first = 0;
        var broken = BrokenAt(report, 0);
        for (int i = 1; i <= report.Timeline.Moments.Length; i++)
        {
            var next = i < report.Timeline.Moments.Length ? BrokenAt(report, i) : [];
            if (i < report.Timeline.Moments.Length && next.SequenceEqual(broken)) continue;
            if (!broken.IsEmpty) yield return (first, i - 1, broken);
            (first, broken) = (i, next);
        }
    }

    private static ImmutableArray<string> BrokenAt(InvariantReport report, int index) =>
        [.. report.Broken.Where(verdict => !verdict.ByStep[index].IsEmpty).Select(verdict => verdict.Invariant.Title)];

    private static TimelineBar Bar(RunTimeline timeline, InvariantReport report, TimelineScale scale, (int First, int Last, ImmutableArray<string> Titles) span, ImmutableArray<TimelineMark> marks)
    {
        var step = timeline.Moments[span.First].Step;
        double x = scale.X(step.ClockNanoseconds - step.CostNanoseconds), width = scale.StepEnds[span.Last] - x;
        // The words stand right of a triangle at the bar's beginning, and left of the next one.
        double from = marks.Any(mark => mark.Index == span.First) ? scale.StepEnds[span.First] - x + MarkWidth : 6;
        double to = marks.Where(mark => mark.Index > span.First && mark.Index <= span.Last).Select(mark => mark.X - x - MarkWidth).Append(width).Min();
        to = scale.Breaks.Where(at => at > x + from).Select(at => at - x).Append(to).Min();
        string[] texts = [string.Join("; ", span.Titles), $"{span.Titles.Length} of {report.Verdicts.Length} broken", $"{span.Titles.Length} broken"];
        string? text = texts.FirstOrDefault(text => (text.Length * CharacterWidth) + 6 <= to - from);
        string until = span.First == span.Last ? "" : $" to {span.Last + 1}";
        return new(x, width, "broken", text, from, (text?.Length ?? 0) * CharacterWidth, $"broken at step {span.First + 1}{until}: {string.Join("; ", span.Titles)}");
    }

    /// <summary>One at the end of each phase, unless something is broken there or the one before is too near.</summary>
    private static ImmutableArray<double> Ticks(RunTimeline timeline, TimelineScale scale, ImmutableArray<TimelineBar> bars)
    {
        var ticks = ImmutableArray.CreateBuilder<double>();
        for (int i = 0; i < timeline.Moments.Length; i++)
        {
            if (i + 1 < timeline.Moments.Length && timeline.Moments[i].Step.Phase == timeline.Moments[i + 1].Step.Phase) continue;
            double x = scale.StepEnds[i];
            if (bars.Any(bar => x > bar.X - TickWidth && x < bar.X + bar.Width + TickWidth) || scale.Breaks.Any(at => Math.Abs(x - at) < TickWidth)) continue;
            if (x > scale.Width - TickWidth || (ticks.Count > 0 && x - ticks[^1] < TickDistance)) continue;
            ticks.Add(x);
        }
        return ticks.ToImmutable();
    }

    private static string Words(RunTimeline timeline, int index, ImmutableArray<string> titles) =>
        $"First broken at step {index + 1}, {timeline.Moments[index].Step.Title}: {string.Join("; ", titles)}";
}
