using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tests.Sessions;

public sealed class SessionStoreTests
{
    private const string Other = "pkernfs-rfc-as-posted";

    private readonly ManualTime time = new();

    [Fact]
    public void TheCountIsLimitedUntilOneIsClosed()
    {
        var store = new SessionStore(SessionLimits.Default with { MaxSessions = 2 }, time);
        var first = Opened(store);
        Opened(store);
        Assert.StartsWith("This server holds 2 sessions, as many as it may. Close one, or wait", Refused(store), StringComparison.Ordinal);
        Assert.True(store.Close(first.Id));
        Assert.False(store.Close(first.Id));
        Assert.Null(store.Find(first.Id));
        Assert.True(first.HasEnded);
        Opened(store);
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public void AFullServerGivesTheLongestLeftSessionUpButNoneThatIsLookedAt()
    {
        var store = new SessionStore(SessionLimits.Default with { MaxSessions = 2 }, time);
        var watched = store.Open("pkernfs-rfc").Session!;
        using var presence = watched.Watch();
        var left = store.Open("pkernfs-rfc").Session!;
        time.Move(store.Limits.LeftTime + TimeSpan.FromMinutes(1));
        Assert.NotNull(store.Open("pkernfs-rfc").Session);
        Assert.Null(store.Find(left.Id));
        Assert.NotNull(store.Find(watched.Id));
    }

    [Fact]
    public async Task IdleSessionsAreClosedAndUsedOrWatchedOnesStay()
    {
        var store = new SessionStore(SessionLimits.Default with { IdleTime = TimeSpan.FromHours(1) }, time);
        var (idle, used, watched) = (Opened(store), Opened(store), Opened(store));
        using var watch = watched.Watch();
        using var closer = new IdleSessions(store, time);
        await closer.StartAsync(CancellationToken.None);
        while (time.Waiting == 0) await Task.Delay(5);
        time.Move(TimeSpan.FromMinutes(50));
        used.Use();
        // The closer runs on from each tick on a thread of its own.
        for (int i = 0; i < 200 && store.Count > 2; i++)
        {
            time.Move(TimeSpan.FromSeconds(5));
            if (i == 0) time.Move(TimeSpan.FromMinutes(15));
            await Task.Delay(10);
        }
        Assert.Null(store.Find(idle.Id));
        Assert.NotNull(store.Find(used.Id));
        Assert.NotNull(store.Find(watched.Id));
        await closer.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ManyOpenAtOnceAndOneRunIsComputed()
    {
        var store = new SessionStore(SessionLimits.Default, time);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.OpenAsync(ScenarioLibrary.Default))));
        Assert.Single(results.Select(result => result.Session!.Run).Distinct());
        Assert.Equal(8, results.Select(result => result.Session!.Id).Distinct().Count());
        Assert.Equal(8, store.Count);
    }

    [Fact]
    public async Task TheCountHoldsWhenManyOpenAtOnce()
    {
        var store = new SessionStore(SessionLimits.Default with { MaxSessions = 3 }, time);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.OpenAsync(ScenarioLibrary.Default))));
        Assert.Equal(3, results.Count(result => result.Session is not null));
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public void AScenarioReadTwiceSharesItsRunAndAnotherSeedDoesNot()
    {
        var store = new SessionStore(SessionLimits.Default, time);
        var scenario = ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!;
        var built = Opened(store);
        Assert.Same(built.Run, store.Open("mine", ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!).Session!.Run);
        Assert.NotSame(built.Run, store.Open("mine", scenario with { Plan = scenario.Plan with { Seed = scenario.Plan.Seed + 1 } }).Session!.Run);
    }

    [Fact]
    public void ARunIsThatOfTheRunner()
    {
        var run = Opened(new SessionStore(SessionLimits.Default, time)).Timeline;
        var whole = Runner.Run(run.Plan);
        Assert.Equal(whole.Moments.Select(moment => (moment.Step.Id, moment.Step.Index, moment.Step.ClockNanoseconds)), run.Moments.Select(moment => (moment.Step.Id, moment.Step.Index, moment.Step.ClockNanoseconds)));
        Assert.True(whole.Moments[^1].Machine.Platform.Memory.SameBytes(run.Moments[^1].Machine.Platform.Memory));
    }

    [Fact]
    public void ARunThatDoesNotFitIsRefusedWithHowMuchItHeld()
    {
        var store = new SessionStore(SessionLimits.Default with { MaxRunBytes = 1 << 20 }, time);
        string problem = Refused(store);
        Assert.Matches(@"^The run of pkernfs-rfc reached (1|2|3)(\.\d)? MiB and was given up: the runs of this server may hold 1 MiB together, and 0 MiB are taken by others\.", problem);
        Assert.Equal((0, 0), (store.Count, store.RunBytes));
    }

    [Fact]
    public void RunsOfOthersCountUntilTheirSessionsAreClosed()
    {
        var measuring = new SessionStore(SessionLimits.Default, time);
        Opened(measuring);
        long one = measuring.RunBytes;
        Assert.InRange(one, 6 << 20, 20 << 20);
        var store = new SessionStore(SessionLimits.Default with { MaxRunBytes = one + (one / 2) }, time);
        var first = Opened(store);
        Opened(store);
        Assert.Equal(one, store.RunBytes);
        Assert.Contains("are taken by others. Close sessions of other scenarios", Refused(store, Other), StringComparison.Ordinal);
        foreach (var session in new[] { first.Id, store.Open(ScenarioLibrary.Default).Session!.Id }) store.Close(session);
        Assert.Contains("are taken by others", Refused(store, Other), StringComparison.Ordinal);
        var last = new SessionStore(SessionLimits.Default with { MaxRunBytes = one + (one / 2) }, time);
        last.Close(Opened(last).Id);
        Assert.Equal(Other, last.Open(Other).Session!.ScenarioName);
    }

    [Fact]
    public void ARunOverTimeIsGivenUp()
    {
        var store = new SessionStore(SessionLimits.Default with { RunTime = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        Assert.StartsWith("The run of pkernfs-rfc took more than 0.001 seconds and was given up.", Refused(store), StringComparison.Ordinal);
        Assert.Equal(0, store.RunBytes);
    }

    [Fact]
    public void AnUnknownScenarioIsRefusedWithTheKnownOnes() =>
        Assert.Contains($"Built in are: {string.Join(", ", ScenarioLibrary.Names)}", Refused(new SessionStore(SessionLimits.Default, time), "x"), StringComparison.Ordinal);

    [Fact]
    public void APreviewIsNoSessionAndItsRunIsKeptForTheOneThatFollows()
    {
        var store = new SessionStore(SessionLimits.Default, time);
        var preview = store.Preview(ScenarioLibrary.Default).Session!;
        Assert.Equal(0, store.Count);
        Assert.Same(preview.Run, Opened(store).Run);
    }

    [Fact]
    public async Task Whoever_cancels_alone_ends_the_run_within_a_step()
    {
        var store = new SessionStore(SessionLimits.Default, TimeProvider.System);
        var scenario = ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!;
        var large = scenario with
        {
            Plan = scenario.Plan with
            {
                KernelA = scenario.Plan.KernelA with { CommandLine = scenario.Plan.KernelA.CommandLine.Replace("=1G", "=3G", StringComparison.Ordinal) },
                KernelB = scenario.Plan.KernelB with { CommandLine = scenario.Plan.KernelB.CommandLine.Replace("=1G", "=3G", StringComparison.Ordinal) },
                Guest = scenario.Plan.Guest with { Memory = ByteCount.FromMiB(3000) },
            },
        };
        using var cancellation = new CancellationTokenSource();
        var seen = new TaskCompletionSource<RunProgress>();
        var opening = store.OpenAsync("large", large, new Reported(progress => seen.TrySetResult(progress)), cancellation.Token);
        var progress = await seen.Task;
        Assert.InRange(progress.Done, 0, progress.Of - 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.Equal(0, store.Count);
        Assert.Equal(0, store.RunBytes);
    }

    private sealed class Reported(Action<RunProgress> act) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => act(value);
    }

    private static MachineSession Opened(SessionStore store) => store.Open(ScenarioLibrary.Default).Session!;

    private static string Refused(SessionStore store, string name = ScenarioLibrary.Default)
    {
        var result = store.Open(name);
        Assert.Null(result.Session);
        return result.Problem!;
    }
}
