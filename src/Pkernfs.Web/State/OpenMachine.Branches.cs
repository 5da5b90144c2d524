using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State;

/// <summary>Which of the session's runs is looked at.</summary>
public sealed partial class OpenMachine
{
    /// <summary>Raised after a branch of the session came, went or got another name; on any thread.</summary>
    public event Action? BranchesChanged;

    /// <summary>Goes to another branch of the session, at the moment most like this one; who follows takes all who follow along. On the circuit's own thread only.</summary>
    /// <param name="step">The step to go to instead; null to stay where we are.</param>
    public void ShowBranch(SessionBranch branch, string? step = null)
    {
        if (Session is null) return;
        WriteView();
        LeaveLead();
        isJumping = true;
        UseBranch(branch);
        if (step is not null && branch.Timeline.TryFind(step, out var moment)) Seek(moment.Step.Index);
        isJumping = false;
        Problem = null;
        Changed?.Invoke(new(Index, Index, MomentTransition.None));
        WriteView(keepInHistory: true);
    }

    private static ImmutableArray<PlanEdit> EditsOf(string? text) =>
        text is not null && PlanEdits.TryParse(text, out var edits, out _) ? edits : [];

    /// <summary>
    /// The branch that a link names, made where the session has it not; the scenario's own run, with a sentence, where it cannot be made. The link's
    /// name for it counts where nobody gave it one here.
    /// </summary>
    private SessionBranch BranchOf(ExplorerView wanted)
    {
        var result = store.BranchAsync(Session!, EditsOf(wanted.Edits)).GetAwaiter().GetResult();
        if (result.Branch is { } branch)
        {
            if (wanted.BranchName is { } name && !branch.IsBase && branch.GivenName is null && Session!.Branches.Rename(branch, name) is { } refusal)
                Problem = $"The link's name for the branch was left out. {refusal}";
            return branch;
        }
        Problem = $"The link's edits cannot be made, so the scenario was opened without them. {result.Problem}";
        return Session!.Branches.Base;
    }

    /// <summary>Looks at a branch: with the cursor that its followers share, or at one's own moment, carried over from the branch before.</summary>
    private void UseBranch(SessionBranch branch)
    {
        var (former, place) = (Branch, cursor?.Index);
        if (Follows)
        {
            // Before it is shown to the others: they are told of a branch that stands where it ought to.
            Branch = branch;
            Session!.Branches.Show(branch);
            if (cursor != branch.Cursor) UseCursor(branch.Cursor);
            return;
        }
        if (cursor is not null && ownsCursor && former == branch) return;
        Branch = branch;
        int at = place is { } index && former is not null ? former.PlaceIn(branch, index) : Session!.Branches.Shown.PlaceIn(branch, Session.Cursor.Index);
        UseCursor(new MomentCursor(branch.Timeline.Moments.Length, at, time), isOwn: true);
    }

    private void WatchBranches(MachineSession? former, MachineSession? now)
    {
        if (former is not null)
        {
            former.Branches.ShownChanged -= FollowShown;
            former.Branches.Changed -= FollowBranches;
        }
        if (now is null) return;
        now.Branches.ShownChanged += FollowShown;
        now.Branches.Changed += FollowBranches;
    }

    /// <summary>Someone showed the session's followers another branch.</summary>
    private void FollowShown()
    {
        if (!Follows || Session is null || Session.Branches.Shown is not { } shown || shown == Branch) return;
        Branch = shown;
        UseCursor(shown.Cursor);
        Changed?.Invoke(new(Index, Index, MomentTransition.None));
    }

    /// <summary>A branch that is gone cannot be looked at any longer.</summary>
    private void FollowBranches()
    {
        if (Session is { } session && Branch is { } gone && !session.Branches.All.Contains(gone))
        {
            var parent = session.Branches.ParentOf(gone);
            Problem = $"The branch \"{gone.Name}\" was removed; shown is \"{parent.Name}\".";
            UseBranch(parent);
            Changed?.Invoke(new(Index, Index, MomentTransition.None));
        }
        BranchesChanged?.Invoke();
    }
}
