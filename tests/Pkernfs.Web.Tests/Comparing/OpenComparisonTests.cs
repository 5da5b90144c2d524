using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Comparing;

public sealed class OpenComparisonTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly OpenComparison machines;
    private readonly Lock gate = new();

    public OpenComparisonTests()
    {
        machines = context.Services.GetRequiredService<OpenComparison>();
        // In place of a circuit: one thing at a time.
        machines.Dispatch = action =>
        {
            lock (gate) action();
            return Task.CompletedTask;
        };
        machines.StartWriting();
    }

    private NavigationManager Navigation => context.Services.GetRequiredService<NavigationManager>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ASideWithoutAStepTakesTheMomentThatMatches()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        Assert.Equal(("jump", "jump"), Steps);
        Assert.EndsWith("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(MatchPoint.Find("jump"), machines.Shown!.Point);
        Assert.Contains(machines.Shown.Comparison.Differences, difference => difference.What == "context entry of 01:00.0");
    }

    [Fact]
    public async Task LockedStepsStayMatchedAndAStepOfOneSideAloneIsSaidSo()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=pause-vcpus&right=pkernfs-rfc&right-edits=skip:save-vm");
        Assert.Equal(("pause-vcpus", "pause-vcpus"), Steps);
        await DoAsync(() => machines.Step(1), "save-vm", "pause-vcpus");
        Assert.StartsWith("Only A has the step", machines.Shown!.Match, StringComparison.Ordinal);
        await DoAsync(() => machines.Step(1), "load-kernel-b", "load-kernel-b");
        Assert.StartsWith("Matched", machines.Shown!.Match, StringComparison.Ordinal);
        await DoAsync(() => machines.Step(-2), "pause-vcpus", "pause-vcpus");
    }

    [Fact]
    public async Task FreeStepsMoveTheSideThatWasUsedLast()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump&lock=camera");
        machines.Use(SideName.B);
        await DoAsync(() => machines.Step(1), "jump", "relocate-kernel");
        machines.Use(SideName.A);
        string before = machines.Shown!.Left.Timeline.Moments[machines.Shown.LeftIndex - 1].Step.Id;
        await DoAsync(() => machines.Step(-1), before, "relocate-kernel");
        Assert.Contains("lock=camera", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoMomentsOfOneRunKeepTheirDistance()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=run-guest&right=pkernfs-rfc&right-step=jump");
        int distance = machines.Shown!.RightIndex - machines.Shown.LeftIndex;
        Assert.True(machines.Shown.IsSameRun);
        Assert.Contains($"{distance} steps apart", machines.Shown.Match, StringComparison.Ordinal);
        await DoAsync(() => machines.Step(1), "pause-vcpus", "relocate-kernel");
        Assert.Equal(distance, machines.Shown!.RightIndex - machines.Shown.LeftIndex);
    }

    [Fact]
    public async Task APointTakesBothSidesThere()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=power-on&right=save-restore&right-step=power-on");
        await DoAsync(() => machines.GoToPoint(MatchPoint.Find("guest-again")!), "resume-vcpus", "resume-vcpus");
        await DoAsync(() => machines.GoToEnd(last: true), "guest-goes-on", "guest-goes-on");
    }

    [Fact]
    public async Task SwappedSidesSwapWhatAppearedAndVanished()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump");
        var before = machines.Shown!;
        lock (gate) machines.Swap();
        await UntilAsync(() => machines.Shown?.Left.Timeline.Plan.Options.ZapEveryDevice == true);
        Assert.Equal(DifferenceKind.Vanished, Entry(before).Kind);
        Assert.Equal(DifferenceKind.Appeared, Entry(machines.Shown!).Kind);

        static Difference Entry(ShownComparison shown) => shown.Comparison.Differences.Single(difference => difference.What == "context entry of 01:00.0");
    }

    [Fact]
    public async Task AStepThatARunLacksIsSaidSoAndMatched()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=no-such-step");
        Assert.Equal(("jump", "jump"), Steps);
        Assert.Contains("B has no step \"no-such-step\"", Assert.Single(machines.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASideThatCannotRunSaysWhy()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        lock (gate) machines.ChangeMachine(SideName.B, new("no-such-thing"));
        Assert.Contains("There is no scenario and no open session \"no-such-thing\".", machines[SideName.B]!.Problem, StringComparison.Ordinal);
        Assert.Null(machines.Shown);
    }

    [Theory]
    [InlineData("right=save-restor", "save-restore", "", "B: There is no scenario \"save-restor\" here; opened is \"save-restore\".")]
    [InlineData("right=nothing-like-it", "pkernfs-rfc", "", "B: There is no scenario \"nothing-like-it\" here; opened is \"pkernfs-rfc\".")]
    [InlineData("right=pkernfs-rfc&right-edits=skip:no-such-step;skip:save-vm", "pkernfs-rfc", "skip:save-vm", "B: Some of the link's edits cannot be made, so it was opened with the rest. There is no step 'no-such-step'")]
    [InlineData("right=mine&right-file=b.AAAA", "pkernfs-rfc", "", "The scenario file in the link cannot be read")]
    public async Task WhatALinkNamesInVainOpensTheNearestAndSaysSo(string query, string machine, string edits, string sentence)
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&" + query);
        Assert.Equal((machine, edits), (machines.View.Right.Machine, machines.View.Right.Edits));
        Assert.Contains(machines.Messages, message => message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOwnScenarioIsComparedFromTheLinkThatCarriesIt()
    {
        string text = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("name: pkernfs-rfc", "name: mine", StringComparison.Ordinal);
        await OpenAsync($"/compare?left=mine&left-step=jump&right=pkernfs-rfc&left-file={new CarriedScenario(text).Code}");
        Assert.Equal(("mine", text), (machines.View.Left.Machine, machines.View.Left.File!.Text));
        Assert.Empty(machines.Messages);
        Assert.Empty(machines.Shown!.Comparison.Differences);
        Assert.Equal(machines.View, machines.Linked);
        Assert.False(machines.NeedsFile);
    }

    [Fact]
    public async Task ADifferenceIsLinkedByWhatItIsAbout()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump&difference=context-entry-of-01:00.0");
        Assert.Empty(machines.Messages);
        Assert.Equal("context entry of 01:00.0", machines.Shown!.Comparison.Differences[machines.Pointed - 1].What);
        int chosen = machines.Pointed;
        lock (gate)
        {
            machines.Point(chosen == 1 ? 2 : 1);
            machines.Point(0);
        }
        Assert.Equal(chosen, machines.Pointed);
        lock (gate) machines.Choose(chosen);
        Assert.Null(machines.View.Difference);

        lock (gate) machines.Leave();
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump&difference=context-entry-of-01:00.7");
        Assert.Equal("context-entry-of-01:00.0", machines.View.Difference);
        Assert.Contains("These moments have no difference \"context-entry-of-01:00.7\"; pointed at is \"context entry of 01:00.0\".", machines.Messages);
    }

    [Fact]
    public async Task RunsAreHeldWhileTheyAreComparedAndNoLonger()
    {
        await OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        await UntilAsync(() => machines[SideName.A]!.Invariants is not null && machines[SideName.B]!.Invariants is not null);
        Assert.True(machines[SideName.A]!.Invariants!.AllHold);
        Assert.False(machines[SideName.B]!.Invariants!.AllHold);
        var run = machines[SideName.A]!;
        lock (gate) machines.ChangeMachine(SideName.A, new("save-restore"));
        Assert.Null(run.Run);
        var other = machines[SideName.B]!;
        lock (gate) machines.Leave();
        Assert.Null(other.Run);
        Assert.Null(machines.Shown);
    }

    private (string, string) Steps => (machines.Shown!.LeftMoment.Step.Id, machines.Shown.RightMoment.Step.Id);

    private async Task OpenAsync(string address)
    {
        Navigation.NavigateTo(address);
        lock (gate) machines.Open("http://localhost" + address);
        await UntilAsync(() => machines.Shown is not null);
    }

    private async Task DoAsync(Action move, string left, string right)
    {
        lock (gate) move();
        await UntilAsync(() => machines.Shown is not null && Steps == (left, right));
    }

    private async Task UntilAsync(Func<bool> isSo)
    {
        for (int i = 0; i < 1200; i++)
        {
            lock (gate)
            {
                if (isSo()) return;
            }
            await Task.Delay(25, Xunit.TestContext.Current.CancellationToken);
        }
        Assert.Fail("It did not come to be in 30 seconds.");
    }
}
