using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;

namespace Pkernfs.Web.State;

/// <summary>What must hold of the run that is looked at.</summary>
public sealed partial class OpenMachine
{
    private RunInspection? awaited;

    /// <summary>The report on the run's invariants; null while it is worked out: <see cref="Changed"/> tells when it is there.</summary>
    public InvariantReport? Invariants
    {
        get
        {
            if (Run is not { } run) return null;
            var report = store.Invariants.Of(run, Session?.Branches.Base.Run);
            if (report.IsCompletedSuccessfully) return report.Result;
            if (awaited != run) _ = TellAsync(run, report);
            return null;
        }
    }

    /// <summary>The next step after this one at which an invariant begins to be broken, from the start again after the last; null where all hold.</summary>
    public int? NextBroken
    {
        get
        {
            var starts = (Invariants?.Broken ?? []).SelectMany(verdict => verdict.BrokenSpans.Select(span => span.First)).Distinct().Order().ToArray();
            return starts.Length == 0 ? null : starts.Any(start => start > Index) ? starts.First(start => start > Index) : starts[0];
        }
    }

    private async Task TellAsync(RunInspection run, Task<InvariantReport> report)
    {
        awaited = run;
        await ((Task)report).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (report.IsCompletedSuccessfully && Run == run) Changed?.Invoke(new(Index, Index, MomentTransition.None));
    }
}
