using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Timeline;

/// <summary>A run from power-on to its last step: every moment, at hand at once, since states share what did not change.</summary>
public sealed record RunTimeline(LiveUpdatePlan Plan, ImmutableArray<Moment> Moments)
{
    /// <summary>Modelled time from the step that pauses the vCPUs to the end of the one that resumes them, of all guests together; null where they never stop, or not all resume.</summary>
    public long? BlackoutNanoseconds
    {
        get
        {
            long total = Moments.Where(moment => moment.Step.InBlackout).Sum(moment => moment.Step.CostNanoseconds);
            return total > 0 && Plan.GuestsRun(Moments[^1].Machine) ? total : null;
        }
    }

    /// <summary>Finds a moment by its step's id or its index.</summary>
    public bool TryFind(string text, [NotNullWhen(true)] out Moment? moment)
    {
        moment = Moments.FirstOrDefault(candidate => candidate.Step.Id == text);
        if (moment is null && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < Moments.Length)
            moment = Moments[index];
        return moment is not null;
    }
}
