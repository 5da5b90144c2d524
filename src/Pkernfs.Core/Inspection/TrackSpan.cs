using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection;

/// <summary>Neighbouring steps over which something stayed as it was.</summary>
/// <param name="First">The first step's index.</param>
/// <param name="Last">The last step's index, <paramref name="First"/> or more.</param>
/// <param name="Start">Modelled nanoseconds from power-on to the first step's beginning.</param>
/// <param name="End">Modelled nanoseconds from power-on to the last step's end.</param>
public sealed record TrackSpan<TState>(int First, int Last, long Start, long End, TState State)
{
    public long Nanoseconds => End - Start;

    /// <summary>The same steps with something else to say of them.</summary>
    public TrackSpan<TOther> With<TOther>(TOther state) => new(First, Last, Start, End, state);
}

/// <summary>Cuts runs into spans.</summary>
internal static class TrackSpans
{
    /// <param name="state">What a step shows, by the machine before it (null at power-on) and the moment after it.</param>
    public static ImmutableArray<TrackSpan<TState>> Of<TState>(RunTimeline timeline, Func<MachineState?, Moment, TState> state)
    {
        var spans = ImmutableArray.CreateBuilder<TrackSpan<TState>>();
        MachineState? before = null;
        foreach (var moment in timeline.Moments)
        {
            var now = state(before, moment);
            var step = moment.Step;
            if (spans.Count > 0 && EqualityComparer<TState>.Default.Equals(spans[^1].State, now))
                spans[^1] = spans[^1] with { Last = step.Index, End = step.ClockNanoseconds };
            else
                spans.Add(new(step.Index, step.Index, step.ClockNanoseconds - step.CostNanoseconds, step.ClockNanoseconds, now));
            before = moment.Machine;
        }
        return spans.ToImmutable();
    }
}
