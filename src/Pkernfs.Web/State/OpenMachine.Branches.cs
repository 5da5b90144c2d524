using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

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
    /// The branch that a link names, made where the session has it not; with those of its edits that can be made, and a sentence for the others. The link's
    /// name for it counts where nobody gave it one here.
    /// </summary>
    private SessionBranch BranchOf(ExplorerView wanted)
    {
        var edits = EditsOf(wanted.Edits);
        var branches = Session!.Branches;
        if (branches.Find(PlanEdits.Write(edits)) is not { } branch)
        {
            var result = store.BranchAsync(Session, Makeable(Session.Scenario, edits)).GetAwaiter().GetResult();
            if (result.Branch is null) Problem = $"The link's edits cannot be made, so the scenario was opened without them. {result.Problem}";
            branch = result.Branch ?? branches.Base;
        }
        if (wanted.BranchName is { } name && !branch.IsBase && branch.GivenName is null && branches.Rename(branch, name) is { } refusal)
            Problem = $"The link's name for the branch was left out. {refusal}";
        return branch;
    }

    private ImmutableArray<PlanEdit> Makeable(Scenario scenario, ImmutableArray<PlanEdit> edits)
    {
        var made = ReadableEdits.Makeable(scenario.Plan, edits, out string? left);
        if (left is not null) Missing = Missing.Add(left);
        return made;
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
