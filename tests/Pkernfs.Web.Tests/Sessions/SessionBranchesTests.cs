using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tests.Sessions;

public sealed class SessionBranchesTests
{
    private readonly ManualTime time = new();
    private readonly SessionStore store;
    private readonly MachineSession session;

    public SessionBranchesTests()
    {
        store = new(SessionLimits.Default with { MaxBranches = 4 }, time);
        session = store.Open("pkernfs-rfc").Session!;
    }

    [Fact]
    public async Task ABranchSharesTheMomentsBeforeItsFirstEditWithTheRunThatItComesFrom()
    {
        var branch = await MadeAsync("skip:save-vm");
        int first = Index(session.Branches.Base, "save-vm");
        for (int i = 0; i < first; i++)
        {
            Assert.Same(session.Timeline.Moments[i], branch.Timeline.Moments[i]);
            Assert.Same(session.Run.OwnershipAt(i), branch.Run.OwnershipAt(i));
        }
        Assert.Equal("pause-vcpus", branch.Timeline.Moments[first - 1].Step.Id);
        Assert.DoesNotContain(branch.Timeline.Moments, moment => moment.Step.Id == "save-vm");
        Assert.Contains(branch.Timeline.Moments, moment => moment.Step is { Id: "restore-vm", Problems.IsEmpty: false });
    }

    [Fact]
    public async Task ABranchThatIsComputedFromARunIsTheOneThatIsComputedFromPowerOn()
    {
        var branch = await MadeAsync("set:map-memory-b:iova=0x200000", "skip:pci-shutdown");
        var alone = Core.Timeline.Runner.Run(branch.Timeline.Plan);
        Assert.Equal(alone.Moments.Select(moment => (moment.Step.Id, moment.Step.ClockNanoseconds, string.Join(' ', moment.Step.Problems))), branch.Timeline.Moments.Select(moment => (moment.Step.Id, moment.Step.ClockNanoseconds, string.Join(' ', moment.Step.Problems))));
        Assert.Empty(alone.Moments[^1].Machine.Platform.Memory.ChangedRuns(branch.Timeline.Moments[^1].Machine.Platform.Memory, new(PhysicalAddress.Zero, ByteCount.FromGiB(8))));
    }

    [Fact]
    public async Task TheSameEditsAreTheSameBranch()
    {
        var branch = await MadeAsync("skip:save-vm");
        Assert.Same(branch, await MadeAsync("skip:save-vm"));
        Assert.Same(session.Branches.Base, await MadeAsync());
        Assert.Equal(2, session.Branches.All.Length);
    }

    [Fact]
    public async Task ABranchCountsItsOwnBytesAlone()
    {
        long before = store.RunBytes;
        await MadeAsync("skip:resume-vcpus");
        Assert.InRange(store.RunBytes - before, 1, before / 4);
    }

    [Fact]
    public async Task BranchesAreListedAsATree()
    {
        await MadeAsync("skip:save-vm");
        await MadeAsync("skip:pci-shutdown");
        await MadeAsync("skip:save-vm", "skip:jump");
        Assert.Equal(["", "skip:save-vm", "skip:save-vm;skip:jump", "skip:pci-shutdown"], session.Branches.All.Select(branch => branch.Key));
        Assert.Equal([0, 1, 2, 1], session.Branches.All.Select(session.Branches.DepthOf));
    }

    [Fact]
    public async Task ThereAreOnlySoManyUntilOneIsRemoved()
    {
        string[] steps = ["save-vm", "pci-shutdown", "jump", "restore-vm"];
        foreach (string step in steps) await MadeAsync($"skip:{step}");
        Assert.Contains("4 branches, as many as it may", (await TryAsync("skip:resume-vcpus")).Problem, StringComparison.Ordinal);
        session.Branches.Remove(session.Branches.All[1]);
        await MadeAsync("skip:resume-vcpus");
    }

    [Fact]
    public async Task OnlyABranchHasANameOfItsOwnAndOnlyAUsefulOne()
    {
        var branch = await MadeAsync("skip:save-vm");
        int told = 0;
        session.Branches.Changed += () => told++;
        Assert.Equal("skip save-vm", branch.Name);
        Assert.Null(session.Branches.Rename(branch, "  No state saved "));
        Assert.Equal(("No state saved", 1), (branch.Name, told));
        Assert.NotNull(session.Branches.Rename(branch, " "));
        Assert.NotNull(session.Branches.Rename(branch, new string('x', SessionBranch.LongestName + 1)));
        Assert.NotNull(session.Branches.Rename(session.Branches.Base, "Mine"));
        Assert.Equal("No state saved", branch.Name);
    }

    [Fact]
    public async Task TheScenariosOwnRunCannotBeRemoved()
    {
        await MadeAsync("skip:save-vm");
        session.Branches.Remove(session.Branches.Base);
        Assert.Equal(2, session.Branches.All.Length);
    }

    [Fact]
    public async Task ABranchThatIsGivenUpLeavesNothing()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BranchAsync(session, Edits("skip:load-kernel-a"), null, given.Token));
        Assert.Single(session.Branches.All);
    }

    [Fact]
    public async Task AClosedSessionTakesNoBranch()
    {
        store.Close(session.Id);
        Assert.Contains("closed meanwhile", (await TryAsync("skip:save-vm")).Problem, StringComparison.Ordinal);
    }

    private static ImmutableArray<PlanEdit> Edits(params string[] texts)
    {
        Assert.True(PlanEdits.TryParse(string.Join(';', texts), out var edits, out _));
        return edits;
    }

    private static int Index(SessionBranch branch, string step) => branch.Timeline.Moments.Single(moment => moment.Step.Id == step).Step.Index;

    private Task<BranchResult> TryAsync(params string[] edits) => store.BranchAsync(session, Edits(edits));

    private async Task<SessionBranch> MadeAsync(params string[] edits)
    {
        var result = await TryAsync(edits);
        Assert.Null(result.Problem);
        return result.Branch!;
    }
}
