using System.Collections.Concurrent;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tour;

/// <summary>Says the tour's texts; each is worked out from its runs once.</summary>
public sealed class TourGuide(SessionStore store)
{
    private readonly ConcurrentDictionary<TourStop, Task<string>> texts = new();

    /// <summary>A stop's text, or a sentence that says why it cannot be told.</summary>
    public Task<string> TextOf(TourStop stop) => texts.GetOrAdd(stop, TellAsync);

    private async Task<string> TellAsync(TourStop stop)
    {
        // Away from the circuit, which has a page to draw.
        await Task.Yield();
        var runs = new Dictionary<string, RunInspection>();
        foreach (string name in TourText.FactsOf(stop.Text).Select(fact => fact.Scenario).Distinct())
        {
            var (run, problem) = await store.AskAsync(name, ScenarioLibrary.Load(name).Scenario!, one => one).ConfigureAwait(false);
            if (run is null)
            {
                // Later there may be room for the run.
                texts.TryRemove(stop, out _);
                return $"This stop cannot be told now: {problem}";
            }
            runs[name] = run;
        }
        return TourText.Fill(stop.Text, name => runs[name]);
    }
}
