using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>
/// The session's presentation as this circuit takes part in it: what it shows goes to those who follow while it presents, and what the presenter shows
/// comes here while it follows. Following is following the session's moment (<see cref="OpenMachine.Follows"/>); the rest of the view comes along.
/// </summary>
public sealed partial class OpenPresentation(OpenMachine machine, CurrentView view, OpenWalkthrough walkthrough) : IDisposable
{
    private Func<Action, Task>? dispatch;
    private MachineSession? watched;
    private Participant? presenter;
    private PresentedView? taken;
    private bool following, wasAway, isBeginning;

    /// <summary>Raised after the role, the presenter or what is told of him changed; on any thread.</summary>
    public event Action? Changed;

    public Participant Me => machine.Me;

    /// <summary>The open session's; null while none is open, or it is only drawn.</summary>
    public SessionPresentation? Presentation => machine.Session?.Presentation;

    public PresentationRole Role => Presentation?.Presenter is not { } who ? PresentationRole.None
        : who == Me ? PresentationRole.Presenting
        : dispatch is null ? view.Value.Follow ? PresentationRole.Following : PresentationRole.Apart
        : machine.Follows ? PresentationRole.Following
        : PresentationRole.Apart;

    /// <summary>What happened last that the reader did not do: a sentence; null once it was read or is past.</summary>
    public string? Notice { get; private set; }

    /// <summary>Takes part from now on. Before that, as the server draws the page first, it only tells how things are.</summary>
    /// <param name="dispatcher">Runs something on the circuit's own thread.</param>
    public void Start(Func<Action, Task> dispatcher)
    {
        bool isFirst = dispatch is null;
        dispatch = dispatcher;
        if (!isFirst) return;
        machine.Changed += FollowMachine;
        view.Changed += Publish;
        walkthrough.Changed += Publish;
        Watch();
    }

    /// <summary>Begins to present what is shown here.</summary>
    /// <returns>False where another presents and is not to be taken over from.</returns>
    public bool Begin(bool takeOver = false)
    {
        if (machine.Session is not { } session || machine.IsPreview) return false;
        if (session.Presentation is { Presenter: { } other, IsPresenterAway: false } && other != Me && !takeOver) return false;
        Notice = null;
        isBeginning = true;
        var (branch, index) = (machine.Branch!, machine.Index);
        session.Presentation.Begin(Me, PresentedView.Of(view.Value, walkthrough.ShownId), takeOver);
        if (!machine.Follows)
        {
            // Those who follow see the session's moment: it comes to this one.
            machine.Follow(true);
            if (machine.Branch != branch) machine.ShowBranch(branch);
            machine.Seek(index);
        }
        isBeginning = false;
        Settle();
        return true;
    }

    /// <summary>Goes on presenting after this page was loaded again.</summary>
    public void Resume(string name)
    {
        if (Presentation is not { IsPresenterAway: true }) return;
        Me.Name = name;
        Begin();
    }

    public void End() => Presentation?.End(Me);

    public void Leave()
    {
        Notice = null;
        machine.LeaveLead();
    }

    /// <summary>Back to the presenter's moment and view.</summary>
    public void Rejoin()
    {
        Notice = null;
        if (Role == PresentationRole.Apart) machine.Follow(true);
    }

    public void Rename(string name)
    {
        Me.Name = name;
        Presentation?.Rename(Me);
        Changed?.Invoke();
    }

    public void Point(PresenterPointer? pointer) => Presentation?.Point(Me, pointer);

    /// <summary>The line to this circuit's page was lost, or is there again.</summary>
    public void BeAway(bool isAway) => Presentation?.BeAway(Me, isAway);

    public void DismissNotice()
    {
        Notice = null;
        Changed?.Invoke();
    }

    public void Dispose()
    {
        machine.Changed -= FollowMachine;
        view.Changed -= Publish;
        walkthrough.Changed -= Publish;
        // The page may only have been loaded again.
        watched?.Presentation.Lose(Me);
        Unwatch(isGone: true);
    }

    private void FollowMachine(MomentChange change)
    {
        if (machine.Session != watched) Watch();
        else Settle();
    }

    private void Watch()
    {
        Unwatch();
        watched = machine.IsPreview ? null : machine.Session;
        if (watched is null) return;
        presenter = watched.Presentation.Presenter;
        watched.Presentation.Changed += Follow;
        watched.Presentation.ViewChanged += TakeLater;
        watched.Branches.ShownChanged += FollowShown;
        Settle();
    }

    private void Unwatch(bool isGone = false)
    {
        (following, taken) = (false, null);
        if (watched is null) return;
        watched.Presentation.Changed -= Follow;
        watched.Presentation.ViewChanged -= TakeLater;
        watched.Branches.ShownChanged -= FollowShown;
        watched.Presentation.Follow(Me, false);
        if (!isGone) watched.Presentation.End(Me);
        watched = null;
        WatchMoment();
    }

    private void Follow() => _ = dispatch!(() =>
    {
        Tell();
        Settle();
        Changed?.Invoke();
    });

    /// <summary>Says what happened to the presenter, and stays where it is when he is gone.</summary>
    private void Tell()
    {
        if (watched is null) return;
        var (former, now) = (presenter, watched.Presentation.Presenter);
        bool away = watched.Presentation.IsPresenterAway;
        if (former != now)
        {
            presenter = now;
            TakeLater();
            Notice = now is not null && former == Me ? $"{now.Title} presents now, in your place." : null;
            if (now is null && former is not null && former != Me && machine.Follows)
            {
                machine.Follow(false);
                Notice = $"{former.Title} presents no more. You stay at step {machine.Index + 1}, with a moment of your own.";
            }
        }
        else if (away != wasAway && now is not null && now != Me && machine.Follows)
        {
            Notice = away ? $"The connection of {now.Called} is lost. You stay at step {machine.Index + 1} until it is there again." : $"{now.Title} is there again.";
        }
        wasAway = away;
    }

    /// <summary>Counts among the followers, or no more; takes the presenter's view over when following begins.</summary>
    private void Settle()
    {
        if (isBeginning) return;
        if (Role == PresentationRole.Presenting && !machine.Follows)
        {
            // A link without "follow" was opened: what is shown here is not what the others see.
            End();
            return;
        }
        WatchMoment();
        bool follows = Role == PresentationRole.Following;
        if (follows == following) return;
        (following, taken) = (follows, null);
        watched!.Presentation.Follow(Me, follows);
        if (follows) TakeLater();
        else Changed?.Invoke();
    }

    private void TakeLater() => _ = dispatch!(Take);

    private void Take()
    {
        if (Role != PresentationRole.Following || watched?.Presentation.View is not { } shown) return;
        var next = shown.Over(view.Value, taken);
        bool isNewNote = taken?.Note != shown.Note;
        taken = shown;
        view.Show(next);
        if (isNewNote) walkthrough.Take(shown.Note);
    }

    private void Publish()
    {
        if (Role == PresentationRole.Presenting) Presentation!.Show(Me, PresentedView.Of(view.Value, walkthrough.ShownId));
    }
}
