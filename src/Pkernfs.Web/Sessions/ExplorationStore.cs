using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Sessions;

/// <summary>Explorations of the built-in scenarios, each done once and kept: built-ins never change, and a table holds no machine.</summary>
public sealed class ExplorationStore : IDisposable
{
    // One at a time: it takes every core but one, which is for the people who look at machines.
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<string, ExplorationWork> works = new();

    private static int Threads => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>One scenario for each approach, in the catalogue's order.</summary>
    public ImmutableArray<ExploredApproach> Approaches => [.. CostSubjects.BuiltIn.Select(subject => new ExploredApproach(subject.Approach, Of(subject.Scenario.Name)))];

    /// <summary>Every built-in scenario, those of <see cref="Approaches"/> first.</summary>
    public ImmutableArray<ExplorationWork> All => [.. Approaches.Select(approach => approach.Work).Union(ScenarioLibrary.Names.Select(Of))];

    /// <summary>A scenario's exploration, begun or not.</summary>
    public ExplorationWork Of(string scenario) => works.GetOrAdd(scenario, name => new(name));

    /// <summary>Begins it in the background, unless it runs or is done.</summary>
    public void Begin(string scenario)
    {
        var work = Of(scenario);
        if (work.TryBegin(out var cancellation)) _ = Task.Run(() => RunInTurnAsync(work, cancellation), CancellationToken.None);
    }

    public void Dispose()
    {
        // The turn stays: whoever waits for it is told by the cancellation, and whoever has it gives it back.
        foreach (var work in works.Values) work.Dispose();
    }

    private async Task RunInTurnAsync(ExplorationWork work, CancellationToken cancellation)
    {
        bool mine = false;
        try
        {
            await turn.WaitAsync(cancellation);
            mine = true;
        }
        catch (OperationCanceledException)
        {
            // Given up while it waited: the work says so itself.
        }
        try
        {
            await work.RunAsync(Threads, cancellation);
        }
        finally
        {
            if (mine) turn.Release();
        }
    }
}
