using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>
/// Where a modelled time lies on the timeline. Costs differ by a factor of 10,000, so no plain scale shows both the window and its steps: each step of
/// the window gets a base width, and time above that is to scale; what comes before and after the window is folded, with a marked break.
/// </summary>
/// <param name="Width">In pixels; 0 lies at power-on, this at the run's end.</param>
/// <param name="Origin">Modelled nanoseconds of the clock's zero: the vCPUs' pause, or power-on where they never pause.</param>
/// <param name="Breaks">Where the scale changes between the window and what is folded, in pixels.</param>
public sealed record TimelineScale(double Width, long Origin, ImmutableArray<double> Breaks, ImmutableArray<(long Time, double X)> Knots, ImmutableArray<double> StepEnds)
{
    /// <summary>What of the running guest is shown beside the pause, on either side.</summary>
    private const long Margin = 60_000_000;

    /// <param name="width">Room in pixels.</param>
    public static TimelineScale Of(RunTimeline timeline, Tracks tracks, double width)
    {
        var pause = tracks.Pause;
        long end = timeline.Moments[^1].Step.ClockNanoseconds;
        long from = pause is null ? 0 : Math.Max(0, pause.Start - Margin);
        long to = pause is null ? end : Math.Min(end, pause.End + Margin);
        double folded = width > 600 ? 84 : 24;
        double before = from > 0 ? folded : 0, after = to < end ? folded / 3 : 0;

        var pieces = Pieces(timeline, from, to).ToImmutableArray();
        var window = pieces.Where(piece => piece.Zone == 0).ToImmutableArray();
        double room = width - before - after;
        double least = Math.Min(11, room / 2 / Math.Max(1, window.Length));
        double perNanosecond = (room - (least * window.Length)) / Math.Max(1, window.Sum(piece => piece.End - piece.Start));

        var knots = ImmutableArray.CreateBuilder<(long, double)>();
        double x = 0;
        knots.Add((0, 0));
        foreach (var piece in pieces)
        {
            x += piece.Zone switch
            {
                0 => least + ((piece.End - piece.Start) * perNanosecond),
                < 0 => before / pieces.Count(other => other.Zone < 0),
                _ => after / pieces.Count(other => other.Zone > 0),
            };
            knots.Add((piece.End, x));
        }
        var scale = new TimelineScale(width, pause?.Start ?? 0, [.. before > 0 ? [before] : Array.Empty<double>(), .. after > 0 ? [width - after] : Array.Empty<double>()], knots.ToImmutable(), []);
        return scale with { StepEnds = [.. timeline.Moments.Select(moment => scale.X(moment.Step.ClockNanoseconds))] };
    }

    /// <summary>The place of a modelled time, nanoseconds from power-on; beyond the run's ends, the end.</summary>
    public double X(long time)
    {
        for (int i = 1; i < Knots.Length; i++)
        {
            if (time > Knots[i].Time) continue;
            var (left, right) = (Knots[i - 1], Knots[i]);
            return right.Time == left.Time ? right.X : left.X + ((right.X - left.X) * Math.Max(0, time - left.Time) / (right.Time - left.Time));
        }
        return Width;
    }

    /// <summary>The step whose end is nearest to a place.</summary>
    public int StepAt(double x)
    {
        int best = 0;
        for (int i = 1; i < StepEnds.Length; i++)
        {
            if (Math.Abs(StepEnds[i] - x) < Math.Abs(StepEnds[best] - x)) best = i;
        }
        return best;
    }

    /// <summary>Ticks of the window: as fine as leaves <paramref name="apart"/> pixels between them. The words are milliseconds since <see cref="Origin"/>.</summary>
    public ImmutableArray<TimelineTick> Ticks(double apart)
    {
        double left = Breaks.Length > 0 ? Breaks[0] : 0, right = Breaks.Length > 1 ? Breaks[^1] : Width;
        long end = Knots[^1].Time;
        foreach (long step in (long[])[10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000])
        {
            long interval = step * 1_000_000;
            var ticks = ImmutableArray.CreateBuilder<TimelineTick>();
            for (long time = Origin - (Origin / interval * interval); time <= end; time += interval)
            {
                double x = X(time);
                if (x < left + 4 || x > right - 4) continue;
                string words = ((time - Origin) / 1_000_000).ToString("#,0", CultureInfo.InvariantCulture);
                ticks.Add(new(x, time == Origin ? "0 ms" : words));
            }
            if (ticks.Zip(ticks.Skip(1)).All(pair => pair.Second.X - pair.First.X >= apart)) return ticks.ToImmutable();
        }
        return [];
    }

    private static IEnumerable<(int Zone, long Start, long End)> Pieces(RunTimeline timeline, long from, long to)
    {
        foreach (var step in timeline.Moments.Select(moment => moment.Step))
        {
            long start = step.ClockNanoseconds - step.CostNanoseconds, end = step.ClockNanoseconds;
            long[] cuts = [start, .. new[] { from, to }.Where(cut => cut > start && cut < end), end];
            for (int i = 1; i < cuts.Length; i++)
                yield return (cuts[i] <= from && from > 0 ? -1 : cuts[i - 1] >= to ? 1 : 0, cuts[i - 1], cuts[i]);
        }
    }
}

/// <summary>A mark on the ruler.</summary>
public readonly record struct TimelineTick(double X, string Words);
