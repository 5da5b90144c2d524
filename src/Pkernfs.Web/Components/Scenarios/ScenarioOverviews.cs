using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>Overviews of the built-in scenarios, each worked out when a card first asks, then kept: built-ins never change.</summary>
public sealed class ScenarioOverviews(SessionStore store) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OverviewWork> works = [];
    // One at a time: people who look at a run keep the other cores.
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The work on a built-in; null where nobody asked yet.</summary>
    public OverviewWork? Find(string name)
    {
        lock (gate) return works.GetValueOrDefault(name);
    }

    /// <summary>The work on a built-in, begun in the background if nobody asked before or if it failed.</summary>
    public OverviewWork Begin(string name, Scenario scenario)
    {
        lock (gate)
        {
            if (works.TryGetValue(name, out var known) && known.Problem is null) return known;
            var work = works[name] = new(name, scenario);
            _ = Task.Run(() => RunInTurnAsync(work));
            return work;
        }
    }

    /// <summary>True where nobody asked yet and the machine is large: it is run when a reader wants it, not because a page was opened.</summary>
    public bool WantsAsking(string name) => Find(name) is null && store.TakesLong(name);

    /// <summary>The pictures of a built-in; null where there are none, and for a large machine that nobody has run.</summary>
    public async Task<ScenarioStill?> StillAsync(string name, CancellationToken cancellation)
    {
        if (WantsAsking(name) || ScenarioLibrary.Load(name).Scenario is not { } scenario) return null;
        var work = Begin(name, scenario);
        await work.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        return work.Overview?.Still;
    }

    public void Dispose() => turn.Dispose();

    private async Task RunInTurnAsync(OverviewWork work)
    {
        await turn.WaitAsync();
        try
        {
            await work.RunAsync(store);
        }
        finally
        {
            turn.Release();
        }
    }
}
