using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>
/// The comparison that this circuit shows: two runs, a moment of each, and what differs. The address bar follows. All but
/// <see cref="ComparedRun"/>'s work and the comparing itself happens on the circuit's own thread.
/// </summary>
public sealed partial class OpenComparison(SessionStore store, NavigationManager navigation) : IDisposable
{
    private OwnAddresses<CompareView> own = new();
    private ComparedRun? left;
    private ComparedRun? right;
    private StepAlignment? alignment;
    private bool isComparing;
    private bool writes;
    private bool isUnwritten;
    private bool isDisposed;
    private bool isPointing;
    private int hovered;

    /// <summary>Raised when there is something else to show.</summary>
    public event Action? Changed;

    /// <summary>How to get onto the circuit's own thread; set by the page that shows the comparison.</summary>
    public Func<Action, Task> Dispatch { get; set; } = action =>
    {
        action();
        return Task.CompletedTask;
    };

    public CompareView View { get; private set; } = CompareView.Default;

    /// <summary>A sentence for each part of the link that could not be followed.</summary>
    public ImmutableArray<string> Messages { get; private set; } = [];

    /// <summary>What is compared; null while a run is on its way or refused.</summary>
    public ShownComparison? Shown { get; private set; }

    public ComparedRun? this[SideName side] => side == SideName.A ? left : right;

    /// <summary>Shows what an address names. Called by the page when its address changes.</summary>
    public void Open(string uri)
    {
        var (view, messages) = CompareView.Parse(uri);
        if (own.IsOwn(view)) return;
        Messages = messages;
        View = view with { Left = Nearest(view.Left, "A"), Right = Nearest(view.Right, "B") };
        isPointing = view.Difference is not null;
        Begin();
        Settle();
    }

    /// <summary>Shows another view and puts it into the address bar.</summary>
    public void Show(CompareView view, bool keepInHistory = false)
    {
        if (view == View) return;
        View = view;
        WriteAddress(keepInHistory);
        Begin();
        Settle();
    }

    /// <summary>
    /// From now on the address bar follows. Called once the page is drawn: before that the browser would load the address as another page,
    /// over what the reader's own script had set on this one.
    /// </summary>
    public void StartWriting()
    {
        writes = true;
        if (isUnwritten) WriteAddress(keepInHistory: false);
    }

    /// <summary>Nobody looks any more: the runs are let go. Another <see cref="Open"/> begins anew.</summary>
    public void Leave()
    {
        left?.Dispose();
        right?.Dispose();
        (left, right, alignment, Shown, own, writes) = (null, null, null, null, new(), false);
    }

    public void Dispose()
    {
        isDisposed = true;
        Leave();
    }

    /// <summary>Has the runs that the view names computed, where they are not there yet.</summary>
    private void Begin()
    {
        left = Use(left, View.Left);
        right = Use(right, View.Right);
    }

    private ComparedRun Use(ComparedRun? run, CompareSide side)
    {
        if (run?.IsOf(side) == true) return run;
        run?.Dispose();
        (alignment, Shown) = (null, null);
        var begun = ComparedRun.Begin(side, store);
        begun.Changed += () => _ = Dispatch(Settle);
        return begun;
    }

    private void WriteAddress(bool keepInHistory)
    {
        isUnwritten = !writes;
        if (isUnwritten) return;
        // Another page may be open by now.
        if (navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0] != "compare") return;
        own.Expect(View);
        navigation.NavigateTo(View.ToUrl(), replace: !keepInHistory);
    }

    /// <summary>Finds the moments once both runs are there, and has them compared.</summary>
    private void Settle()
    {
        if (isDisposed) return;
        if (left?.Run is { } a && right?.Run is { } b)
        {
            alignment ??= StepAlignment.Of(a.Timeline, b.Timeline);
            var (leftIndex, rightIndex, _) = FindMoments(a.Timeline, b.Timeline, alignment);
            var settled = View with
            {
                Left = View.Left with { Step = a.Timeline.Moments[leftIndex].Step.Id },
                Right = View.Right with { Step = b.Timeline.Moments[rightIndex].Step.Id },
            };
            if (settled != View)
            {
                View = settled;
                WriteAddress(keepInHistory: false);
            }
            Compare();
        }
        Changed?.Invoke();
    }

    private ComparedMoments FindMoments(RunTimeline a, RunTimeline b, StepAlignment aligned)
    {
        var found = ComparedMoments.Of(View, a, b, aligned);
        Messages = [.. Messages, .. found.Sentences.Except(Messages)];
        return found;
    }

    /// <summary>Compares what the view names, off this thread; one comparison at a time, so that quick stepping skips those that nobody sees.</summary>
    private void Compare()
    {
        if (isComparing || left?.Run is not { } a || right?.Run is not { } b || alignment is not { } aligned) return;
        var (l, r, _) = FindMoments(a.Timeline, b.Timeline, aligned);
        if (Shown is { } shown && shown.Is(a, l, b, r)) return;
        isComparing = true;
        _ = Task.Run(() => MachineComparison.Of(a, l, b, r)).ContinueWith(done => Dispatch(() =>
        {
            isComparing = false;
            if (isDisposed) return;
            if (done.IsFaulted)
            {
                // Asked again it would fail again.
                Messages = Messages.Add($"These two moments could not be compared: {done.Exception.InnerException?.Message}");
                Changed?.Invoke();
                return;
            }
            if (left?.Run == a && right?.Run == b)
            {
                Shown = new(a, l, b, r, aligned, done.Result);
                FindDifference();
                Changed?.Invoke();
            }
            Compare();
        }), TaskScheduler.Default);
    }
}
