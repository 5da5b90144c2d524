using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State;

/// <summary>What this circuit asks of its session's branches: one is made at a time, with progress, and can be given up. Used on the circuit's own thread.</summary>
public sealed class BranchWork(SessionStore store, OpenMachine machine) : IDisposable
{
    private CancellationTokenSource? making;

    /// <summary>Raised when anything below changed.</summary>
    public event Action? Changed;

    /// <summary>The branch that is being made, in words; null while none is.</summary>
    public string? Making { get; private set; }

    /// <summary>How far it is; null until it takes long enough to tell.</summary>
    public RunProgress? Progress { get; private set; }

    /// <summary>What came of the last thing asked, a sentence for those who listen; empty at first.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>Why the last thing asked was not done; null where it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Edits with one more. Another value for an argument that was changed before takes the former's place.</summary>
    public static ImmutableArray<PlanEdit> With(ImmutableArray<PlanEdit> edits, PlanEdit next) => next is ChangeArgument change
        ? [.. edits.Where(edit => edit is not ChangeArgument former || (former.Id, former.Name) != (change.Id, change.Name)), next]
        : edits.Add(next);

    /// <summary>Does some things differently from now on: the branch that is shown, with these edits, is made and shown.</summary>
    public Task AddAsync(string? step, params ImmutableArray<PlanEdit> edits) => machine.Branch is { } branch
        ? ShowAsync(edits.Aggregate(branch.Edits, With), step)
        : Task.CompletedTask;

    /// <summary>Takes one edit back: the branch without it is made and shown.</summary>
    public Task TakeBackAsync(PlanEdit edit) => machine.Branch is { } branch ? ShowAsync(branch.Edits.Remove(edit), null) : Task.CompletedTask;

    /// <summary>Shows the branch of some edits, which is made where the session has it not.</summary>
    /// <param name="step">The step to go to; null to stay.</param>
    public async Task ShowAsync(ImmutableArray<PlanEdit> edits, string? step)
    {
        if (machine.Session is not { } session) return;
        making?.Cancel();
        using var mine = making = new CancellationTokenSource();
        (Making, Progress, Problem) = (SessionBranch.NameOf(edits), null, null);
        Changed?.Invoke();
        try
        {
            var progress = new Progress<RunProgress>(done =>
            {
                if (making != mine) return;
                Progress = done;
                Changed?.Invoke();
            });
            var (branch, problem) = await store.BranchAsync(session, edits, progress, mine.Token);
            if (branch is null)
            {
                Problem = Outcome = problem!;
            }
            else if (machine.Session == session)
            {
                machine.ShowBranch(branch, step);
                Outcome = Sentence(branch);
            }
        }
        catch (OperationCanceledException)
        {
            Outcome = "Given up: nothing was changed.";
        }
        finally
        {
            if (making == mine) (making, Making, Progress) = (null, null, null);
            Changed?.Invoke();
        }
    }

    /// <summary>Gives up the branch that is being made.</summary>
    public void Cancel() => making?.Cancel();

    /// <summary>Says why something cannot be done.</summary>
    public void Refuse(string why)
    {
        Problem = Outcome = why;
        Changed?.Invoke();
    }

    public void Rename(SessionBranch branch, string name)
    {
        Problem = machine.Session?.Branches.Rename(branch, name);
        machine.WriteView();
        Outcome = Problem ?? $"The branch is called \"{branch.Name}\" now.";
        Changed?.Invoke();
    }

    public void Remove(SessionBranch branch)
    {
        if (machine.Session is not { } session) return;
        session.Branches.Remove(branch);
        (Problem, Outcome) = (null, $"The branch \"{branch.Name}\" was removed; shown is \"{machine.Branch!.Name}\".");
        Changed?.Invoke();
    }

    public void Dispose() => making?.Cancel();

    private string Sentence(SessionBranch branch)
    {
        int failed = branch.Timeline.Moments.Count(moment => !moment.Step.Problems.IsEmpty);
        string steps = failed == 0 ? "none of its steps failed" : $"{failed} of its {branch.Timeline.Moments.Length} steps failed";
        return $"Branch \"{branch.Name}\": {steps}. Shown is step {machine.Index + 1}, {machine.Moment!.Step.Title}.";
    }
}
