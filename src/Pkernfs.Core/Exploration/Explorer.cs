using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Exploration;

/// <summary>Tries every fault of the catalogue at every step where it may strike, the VMM's crash after every step among them. Each try is a branch, so the steps before it are done once.</summary>
public static class Explorer
{
    /// <summary>The places where faults may strike in a run, by fault, then by step.</summary>
    public static ImmutableArray<(Fault Fault, int Index)> Sites(RunTimeline run)
    {
        var sites = ImmutableArray.CreateBuilder<(Fault, int)>();
        foreach (var fault in Catalogue<Fault>.All)
        {
            for (int i = 0; i < run.Moments.Length; i++)
            {
                if (fault.MayStrike(SiteOf(run, i))) sites.Add((fault, i));
            }
        }
        return sites.ToImmutable();
    }

    /// <summary>A moment as a fault sees it.</summary>
    public static FaultSite SiteOf(RunTimeline run, int index)
    {
        var (step, machine) = run.Moments[index];
        return new(run.Plan, step.Id, step.Phase, step.Boot, machine);
    }

    /// <summary>Explores a run on as many threads as there are cores, or fewer.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<ExplorationTable> RunAsync(RunTimeline run, IProgress<ExplorationProgress>? progress = null, int? threads = null, CancellationToken cancellation = default)
    {
        var sites = Sites(run);
        var cells = new ExplorationCell[sites.Length];
        var judge = new Judge(run);
        int done = 0;
        progress?.Report(new(0, sites.Length));
        var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };
        await Parallel.ForAsync(0, sites.Length, options, (i, stop) =>
        {
            cells[i] = Try(run, judge, sites[i].Fault, sites[i].Index, stop);
            progress?.Report(new(Interlocked.Increment(ref done), sites.Length));
            return ValueTask.CompletedTask;
        });
        return new(run.Plan, [.. run.Moments.Select(moment => (moment.Step.Id, moment.Step.Phase))], [.. cells]);
    }

    /// <summary>One fault after one step.</summary>
    public static ExplorationCell Try(RunTimeline run, Fault fault, int index, CancellationToken cancellation = default) => Try(run, new Judge(run), fault, index, cancellation);

    private static ExplorationCell Try(RunTimeline run, Judge judge, Fault fault, int index, CancellationToken cancellation)
    {
        var after = run.Moments[index].Step;
        var plan = run.Plan with { Edits = run.Plan.Edits.Add(new InjectFault(fault.Id, after.Id)) };
        var branch = Runner.Branch(run, plan, cancellation);
        return new(fault, after.Id, after.Phase, judge.Of(branch, index + 1, cancellation), PlanEdits.Write(plan.Edits), branch.Moments[index + 1].Step.Id);
    }
}
