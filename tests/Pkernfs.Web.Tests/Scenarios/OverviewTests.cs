using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tests.Scenarios;

public sealed class OverviewTests
{
    private const string Name = "pkernfs-rfc-as-posted";

    private static readonly Scenario scenario = ScenarioLibrary.Load(Name).Scenario!;

    [Fact]
    public async Task AnOverviewAndTheSessionsOfItsScenarioShareOneRun()
    {
        var store = new SessionStore(SessionLimits.Default, TimeProvider.System);
        var work = new OverviewWork(Name, scenario);
        await work.RunAsync(store);
        Assert.NotEmpty(work.Overview!.Problems);
        Assert.Equal(0, store.Count);
        long held = store.RunBytes;
        Assert.True(held > 0, "The overview's run is not in the store.");
        var session = store.Open(Name).Session!;
        Assert.Equal(held, store.RunBytes);
        var (run, _) = await store.AskAsync(Name, scenario, run => run, cancellation: TestContext.Current.CancellationToken);
        Assert.Same(session.Run, run);
    }

    [Fact]
    public async Task AnOverviewSaysHowFarItsRunIsAndWhyThereIsNone()
    {
        var work = new OverviewWork(Name, scenario);
        var told = new List<string>();
        work.Changed += () => told.Add(work.Progress);
        ((IProgress<RunProgress>)work).Report(new(11, 68, "Zap"));
        Assert.Equal(["Running step 12 of 68"], told);
        await work.RunAsync(new SessionStore(SessionLimits.Default with { MaxRunBytes = 1000 }, TimeProvider.System));
        Assert.Null(work.Overview);
        Assert.StartsWith($"The run of {Name} reached ", work.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOverviewThatIsThereIsKept()
    {
        using var overviews = new ScenarioOverviews(new SessionStore(SessionLimits.Default, TimeProvider.System));
        Assert.Null(overviews.Find(Name));
        var done = new TaskCompletionSource();
        var work = overviews.Begin(Name, scenario);
        work.Changed += Tell;
        Tell();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Null(work.Problem);
        Assert.Same(work, overviews.Begin(Name, scenario));
        Assert.Same(work, overviews.Find(Name));

        void Tell()
        {
            if (work.Overview is not null || work.Problem is not null) done.TrySetResult();
        }
    }
}
