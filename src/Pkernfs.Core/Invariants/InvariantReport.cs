using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Invariants;

/// <summary>Every invariant that applies to a run, at every one of its moments.</summary>
/// <param name="Timeline">The run.</param>
/// <param name="Verdicts">In the catalogue's order.</param>
public sealed record InvariantReport(RunTimeline Timeline, ImmutableArray<InvariantVerdict> Verdicts)
{
    /// <summary>Violations of one invariant kept for one moment: damaged tables have millions, and nobody reads more than a few.</summary>
    public const int MostViolations = 32;

    public bool AllHold => Verdicts.All(verdict => verdict.Holds);

    /// <summary>Those that are broken somewhere.</summary>
    public IEnumerable<InvariantVerdict> Broken => Verdicts.Where(verdict => !verdict.Holds);

    /// <summary>The whole report.</summary>
    public static InvariantReport Of(RunInspection run, CancellationToken cancellation = default) => From(run, null, 0, cancellation);

    /// <summary>
    /// The report of a run that shares its first moments with another one, as a branch does: the verdicts of those are taken over, since a verdict
    /// depends on its moment and on those before it.
    /// </summary>
    public static InvariantReport Of(RunInspection run, InvariantReport parent, CancellationToken cancellation = default)
    {
        var (ours, theirs) = (run.Timeline.Moments, parent.Timeline.Moments);
        int shared = 0;
        while (shared < ours.Length && shared < theirs.Length && ReferenceEquals(ours[shared], theirs[shared])) shared++;
        return From(run, parent, shared, cancellation);
    }

    /// <summary>What breaks an invariant after one step; for looking at one moment without the whole report.</summary>
    public static ImmutableArray<Violation> At(Invariant invariant, RunInspection run, int index) =>
        [.. invariant.Check(InvariantScope.At(run, index)).Take(MostViolations)];

    private static InvariantReport From(RunInspection run, InvariantReport? parent, int from, CancellationToken cancellation)
    {
        var moments = run.Timeline.Moments;
        var invariants = Catalogue<Invariant>.All.Where(invariant => invariant.AppliesTo(run.Timeline.Plan)).ToImmutableArray();
        var broken = invariants.Select(invariant => ImmutableArray.CreateBuilder<ImmutableArray<Violation>>(moments.Length)).ToArray();
        for (int i = 0; i < invariants.Length && from > 0; i++)
        {
            var known = parent!.Verdicts.First(verdict => verdict.Invariant.Id == invariants[i].Id);
            broken[i].AddRange(known.ByStep.AsSpan(0, from));
        }
        InvariantScope? scope = null;
        for (int index = from; index < moments.Length; index++)
        {
            scope = new InvariantScope(run, index, scope);
            for (int i = 0; i < invariants.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                broken[i].Add([.. invariants[i].Check(scope).Take(MostViolations)]);
            }
        }
        return new(run.Timeline, [.. invariants.Zip(broken, (invariant, steps) => new InvariantVerdict(invariant, steps.ToImmutable()))]);
    }
}
