using System.Collections.Immutable;

namespace Pkernfs.Web.Presenting;

/// <summary>
/// Who presents a session, what he shows beside the moment, and where he points. Those who follow the session's moment follow all of it. Safe to use from
/// several threads; watchers are told on the thread that changed it.
/// </summary>
public sealed class SessionPresentation(TimeProvider time) : IDisposable
{
    /// <summary>How long a presenter whose page is gone is waited for: a reload takes a few seconds.</summary>
    public static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private ITimer? returning;
    private ImmutableHashSet<Participant> followers = [];

    /// <summary>Raised after someone began or stopped presenting, lost or found the connection, or followers came or went.</summary>
    public event Action? Changed;

    /// <summary>Raised after the presenter turned to something else.</summary>
    public event Action? ViewChanged;

    /// <summary>Raised after the presenter's pointer moved, several times a second.</summary>
    public event Action? PointerChanged;

    /// <summary>Null while nobody presents.</summary>
    public Participant? Presenter { get; private set; }

    /// <summary>What is shown; null while nobody presents.</summary>
    public PresentedView? View { get; private set; }

    /// <summary>Null while the pointer is nowhere.</summary>
    public PresenterPointer? Pointer { get; private set; }

    /// <summary>True while the presenter's connection is lost, or the page was reloaded: he may come back.</summary>
    public bool IsPresenterAway { get; private set; }

    /// <summary>How many follow.</summary>
    public int Followers => followers.Count;

    /// <summary>Begins to present, in the place of whoever did before where <paramref name="takeOver"/>, or where he is away.</summary>
    /// <returns>False where another presents already.</returns>
    public bool Begin(Participant who, PresentedView view, bool takeOver = false)
    {
        lock (gate)
        {
            if (Presenter is not null && Presenter != who && !takeOver && !IsPresenterAway) return false;
            StopWaiting();
            (Presenter, View, Pointer, IsPresenterAway) = (who, view, null, false);
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>Stops presenting; nothing happens where another presents.</summary>
    public void End(Participant who) => Change(who, () =>
    {
        StopWaiting();
        (Presenter, View, Pointer, IsPresenterAway) = (null, null, null, false);
    }, () => Changed?.Invoke());

    /// <summary>The presenter's page is gone: presenting ends unless it is taken up again within <see cref="ReturnTime"/>.</summary>
    public void Lose(Participant who)
    {
        Change(who, () =>
        {
            StopWaiting();
            returning = time.CreateTimer(_ => End(who), null, ReturnTime, Timeout.InfiniteTimeSpan);
        }, () => { });
        BeAway(who, true);
    }

    public void Show(Participant who, PresentedView view)
    {
        if (view != View) Change(who, () => View = view, () => ViewChanged?.Invoke());
    }

    /// <summary>Points somewhere, or nowhere any more.</summary>
    public void Point(Participant who, PresenterPointer? pointer)
    {
        if (pointer is null or { IsSound: true } && pointer != Pointer) Change(who, () => Pointer = pointer, () => PointerChanged?.Invoke());
    }

    /// <summary>Says that the presenter's connection was lost, or is there again.</summary>
    public void BeAway(Participant who, bool isAway)
    {
        if (isAway != IsPresenterAway) Change(who, () => (IsPresenterAway, Pointer) = (isAway, null), () => Changed?.Invoke());
    }

    /// <summary>The presenter is called something else.</summary>
    public void Rename(Participant who) => Change(who, () => { }, () => Changed?.Invoke());

    /// <summary>Counts someone among those who follow, or no more.</summary>
    public void Follow(Participant who, bool follows)
    {
        lock (gate)
        {
            var next = follows ? followers.Add(who) : followers.Remove(who);
            if (next == followers) return;
            followers = next;
        }
        Changed?.Invoke();
    }

    public void Dispose()
    {
        lock (gate) StopWaiting();
    }

    private void StopWaiting()
    {
        returning?.Dispose();
        returning = null;
    }

    private void Change(Participant who, Action change, Action tell)
    {
        lock (gate)
        {
            if (Presenter != who) return;
            change();
        }
        tell();
    }
}
