using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State;

public sealed partial class OpenMachine
{
    /// <summary>The machine that will be here soon; null where none is on its way.</summary>
    public MachineLoading? Loading { get; private set; }

    /// <summary>Begins to load a scenario that takes long, and says so meanwhile; false for one that is here at once.</summary>
    private bool TryLoad(ExplorerView wanted)
    {
        if (!store.TakesLong(wanted.Scenario)) return false;
        var loading = Loading = new(wanted.Scenario, progress => Tell(progress));
        _ = FinishAsync(loading, wanted);
        return true;
    }

    /// <summary>Goes on where <see cref="FollowView"/> left off, once the run is there.</summary>
    private async Task FinishAsync(MachineLoading loading, ExplorerView wanted)
    {
        SessionResult result;
        try
        {
            result = await store.OpenAsync(wanted.Scenario, loading, loading.Cancellation);
        }
        catch (OperationCanceledException)
        {
            result = SessionResult.Refused($"Loading {wanted.Scenario} was given up. Reload the page to load it, or choose another scenario.");
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
