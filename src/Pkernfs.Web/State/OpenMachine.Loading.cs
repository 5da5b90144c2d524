using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

public sealed partial class OpenMachine
{
    /// <summary>The machine that will be here soon; null where none is on its way.</summary>
    public MachineLoading? Loading { get; private set; }

    /// <summary>One that comes in a link may be any machine: it is never computed on a thread that others wait for.</summary>
    private bool TakesLong(LinkedScenario linked) => linked.Own is { } own ? !store.Has(own) : store.TakesLong(linked.Name);

    /// <summary>Begins to load a scenario that takes long, and says so meanwhile; false for one that is here at once.</summary>
    private bool TryLoad(ExplorerView wanted, LinkedScenario linked)
    {
        if (linked.Own is null && !TakesLong(linked)) return false;
        var loading = Loading = new(linked.Name, progress => Tell(progress));
        _ = FinishAsync(loading, wanted, linked);
        return true;
    }

    /// <summary>Goes on where <see cref="FollowView"/> left off, once the run is there.</summary>
    private async Task FinishAsync(MachineLoading loading, ExplorerView wanted, LinkedScenario linked)
    {
        SessionResult result;
        try
        {
            result = linked.Own is { } own
                ? await store.OpenAsync(linked.Name, own, loading, loading.Cancellation)
                : await store.OpenAsync(linked.Name, loading, loading.Cancellation);
        }
        catch (OperationCanceledException)
        {
            result = SessionResult.Refused($"Loading {linked.Name} was given up. Reload the page to load it, or choose another scenario.");
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            result = SessionResult.Refused($"The run of {linked.Name} failed, which is a mistake of the explorer's, not of the link: {problem.Message}");
        }
        bool isWanted = Loading == loading;
        if (isWanted) Loading = null;
        loading.Dispose();
        if (!isWanted)
        {
            if (result.Session is { } unwanted) store.Close(unwanted.Id);
            return;
        }
        Take(wanted, result);
        Show(wanted, opened: true);
    }

    private void Tell(MachineLoading loading)
    {
        if (Loading == loading) Changed?.Invoke(default);
    }

    private void StopLoading()
    {
        var loading = Loading;
        Loading = null;
        loading?.GiveUp();
    }
}
