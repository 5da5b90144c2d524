using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

public sealed class MachineHubTests(HubServer server) : IClassFixture<HubServer>
{
    private static readonly Viewport all = new(0, 6UL << 30, 1 << 20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnOpenedSessionSaysWhatItIs(bool messagePack)
    {
        await using var client = await server.ConnectAsync(messagePack);
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        var run = server.Sessions.Find(machine.Session)!.Run;
        Assert.Equal("pkernfs-rfc", machine.Scenario);
        Assert.Equal("q35-6g", machine.Board.Name);
        Assert.Equal(new AddressSpan(4UL << 30, 1UL << 30), machine.CarveOut);
        Assert.Equal(run.Timeline.Plan.Board.Ram.Select(AddressSpan.Of), machine.Board.Ram);
        Assert.Equal(run.Timeline.Moments.Select(moment => moment.Step.Id), machine.Steps.Select(step => step.Id));
        Assert.Equal(run.Timeline.BlackoutNanoseconds, machine.BlackoutNanoseconds);
        Assert.Equal("load-kernel-b", machine.Steps[machine.Moment].Id);
        Assert.Contains(machine.Board.Functions, function => function is { Address: "01:00.0", Persistent: true, Label: "NIC, assigned" });
        Assert.Contains(await client.InvokeAsync<string[]>("Scenarios"), name => name == "pkernfs-rfc");
    }

    [Fact]
    public async Task AViewerGetsAKeyframeThenDeltas()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, all));
        var first = await stream.NextAsync();
        Assert.Equal((-1, machine.Moment), (first.From, first.Moment));
        await client.InvokeAsync("Seek", 1, "jump");
        var second = await stream.NextAsync();
        Assert.Equal((machine.Moment, "jump"), (second.From, machine.Steps[second.Moment].Id));
        var run = server.Sessions.Find(machine.Session)!.Run;
        Assert.Equal(ExtentCells.Of(run.OwnershipAt(second.Moment), all), stream.Extents);
        await client.InvokeAsync("Step", 1, -2);
        var third = await stream.NextAsync();
        Assert.Equal((second.Moment, second.Moment - 2), (third.From, third.Moment));
    }

    [Fact]
    public async Task FollowersOfASessionMoveTogetherAndAnOwnMomentStays()
    {
        await using var leader = await server.ConnectAsync();
        await using var follower = await server.ConnectAsync();
        var machine = await leader.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        Assert.Equal(machine.Session, (await follower.InvokeAsync<MachineDescription>("FindSession", machine.Session)).Session);
        await using var leading = new WatchedStream(leader, new(machine.Session, 1, true, null, null));
        await using var following = new WatchedStream(follower, new(machine.Session, 1, true, null, all));
        await using var apart = new WatchedStream(follower, new(machine.Session, 2, false, "0", all));
        await leading.NextAsync();
        await following.NextAsync();
        Assert.Equal(0, (await apart.NextAsync()).Moment);
        await leader.InvokeAsync("Seek", 1, "jump");
        Assert.Equal("jump", machine.Steps[(await following.NextAsync()).Moment].Id);
        await follower.InvokeAsync("Step", 1, 1);
        int after = (await leading.UntilAsync(update => machine.Steps[update.Moment].Id != "jump")).Moment;
        Assert.Equal(machine.Steps.First(step => step.Id == "jump").Index + 1, after);
        await follower.InvokeAsync("Step", 2, 1);
        Assert.Equal((0, 1), await apart.NextAsync() is var moved ? (moved.From, moved.Moment) : default);
        await follower.InvokeAsync("Follow", 2, true);
        Assert.Equal(after, (await apart.NextAsync()).Moment);
    }

    [Fact]
    public async Task WhileSomeonePresentsFollowersMoveNobody()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, null));
        await stream.NextAsync();
        var session = server.Sessions.Find(machine.Session)!;
        var anna = new Pkernfs.Web.Presenting.Participant { Name = "Anna" };
        session.Presentation.Begin(anna, new(null, null, default, null, null));
        var refused = await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync("Seek", 1, "jump"));
        Assert.Contains($"Anna moves those who follow session {machine.Session}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(machine.Moment, session.Cursor.Index);
        await client.InvokeAsync("Follow", 1, false);
        await client.InvokeAsync("Seek", 1, "jump");
        Assert.Equal(machine.Moment, session.Cursor.Index);
        session.Presentation.End(anna);
        await client.InvokeAsync("Follow", 1, true);
        await client.InvokeAsync("Seek", 1, "jump");
        Assert.Equal("jump", machine.Steps[session.Cursor.Index].Id);
    }

    [Fact]
    public async Task ABranchIsNamedAfterTheSessionAndFollowersAreTakenAlong()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        string name = $"{machine.Session}?edits=skip:save-vm";
        await Assert.ThrowsAsync<HubException>(() => client.InvokeAsync<byte[]>("ReadBytes", name, 0, 4UL << 30, 16));
        var branch = await client.InvokeAsync<MachineDescription>("FindSession", name);
        Assert.Equal(("", "skip:save-vm", machine.Steps.Count - 1), (machine.Edits, branch.Edits, branch.Steps.Count));
        Assert.Equal([new("", machine.Title), new("skip:save-vm", "skip save-vm")], branch.Branches);

        await using var apart = new WatchedStream(client, new(name, 1, false, "resume-vcpus", all));
        await using var following = new WatchedStream(client, new(machine.Session, 2, true, null, all));
        var own = await apart.NextAsync();
        Assert.Equal(("skip:save-vm", "resume-vcpus"), (own.Edits, branch.Steps[own.Moment].Id));
        Assert.Equal("", (await following.NextAsync()).Edits);

        var session = server.Sessions.Find(machine.Session)!;
        session.Branches.Show(session.Branches.All[1]);
        var moved = await following.NextAsync();
        Assert.Equal(("skip:save-vm", -1, machine.Steps[machine.Moment].Id), (moved.Edits, moved.From, branch.Steps[moved.Moment].Id));
        Assert.Equal(ExtentCells.Of(session.Branches.Shown.Run.OwnershipAt(moved.Moment), all), following.Extents);

        session.Branches.Remove(session.Branches.All[1]);
        Assert.Equal("", (await following.NextAsync()).Edits);
        var left = await apart.NextAsync();
        Assert.Equal(("", "resume-vcpus"), (left.Edits, machine.Steps[left.Moment].Id));
    }

    [Fact]
    public async Task PlayingGoesOnByItselfUntilPaused()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        await using var stream = new WatchedStream(client, new(machine.Session, 1, false, "0", all));
        await stream.NextAsync();
        await client.InvokeAsync("SetSpeed", 1, 4.0);
        await client.InvokeAsync("Play", 1);
        var playing = await stream.UntilAsync(update => update.Moment >= 2);
        Assert.Equal((true, 4.0), (playing.IsPlaying, playing.Speed));
        await client.InvokeAsync("Pause", 1);
        var paused = await stream.UntilAsync(update => !update.IsPlaying);
        Assert.Equal(ExtentCells.Of(server.Sessions.Find(machine.Session)!.Run.OwnershipAt(paused.Moment), all), stream.Extents);
    }

    [Fact]
    public async Task ALostConnectionFindsItsSessionAgain()
    {
        MachineDescription machine;
        await using (var first = await server.ConnectAsync())
        {
            machine = await first.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
            await using var stream = new WatchedStream(first, new(machine.Session, 1, true, null, null));
            await stream.NextAsync();
            await first.InvokeAsync("Seek", 1, "jump");
        }
        await using var second = await server.ConnectAsync();
        var again = await second.InvokeAsync<MachineDescription>("FindSession", machine.Session);
        Assert.Equal("jump", again.Steps[again.Moment].Id);
    }

    [Fact]
    public async Task BytesAndOwnersAreThoseOfTheMoment()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        var run = server.Sessions.Find(machine.Session)!.Run;
        byte[] expected = new byte[4096];
        Assert.True(run.Timeline.Moments[machine.Moment].Machine.Platform.Memory.TryRead(new(4UL << 30), expected));
        Assert.Contains(expected, value => value != 0);
        Assert.Equal(expected, await client.InvokeAsync<byte[]>("ReadBytes", machine.Session, machine.Moment, 4UL << 30, 4096));
        var owner = await client.InvokeAsync<OwnerSummary?>("OwnerAt", machine.Session, machine.Moment, 4UL << 30);
        Assert.Equal(run.OwnershipAt(machine.Moment).At(new(4UL << 30))!.Label, owner!.Label);
        Assert.Null(await client.InvokeAsync<OwnerSummary?>("OwnerAt", machine.Session, machine.Moment, 1UL << 45));
    }

    [Fact]
    public async Task WhatMakesNoSenseIsRefusedInASentence()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, null));
        await stream.NextAsync();
        await RefusedAsync("There is no scenario \"nowhere\"", "OpenScenario", "nowhere");
        await RefusedAsync("The scenario is empty", "OpenScenario", "");
        await RefusedAsync("has 300 characters", "OpenScenario", new string('x', 300));
        await RefusedAsync("There is no session \"gone\" (any more)", "FindSession", "gone");
        await RefusedAsync("Did you mean 'jump'?", "Seek", 1, "jumb");
        await RefusedAsync("no viewer 7", "Seek", 7, "jump");
        await RefusedAsync("There is no speed 3; there are: 0.25, 0.5, 1, 2, 4", "SetSpeed", 1, 3.0);
        await RefusedAsync("The viewport is empty", "SetViewport", 1, new Viewport(0, 0, 1));
        await RefusedAsync("'leap:x' is no edit", "FindSession", machine.Session + "?edits=leap:x");
        await RefusedAsync("Did you mean 'save-vm'?", "FindSession", machine.Session + "?edits=skip:save-vn");
        await RefusedAsync("4097 bytes cannot be read", "ReadBytes", machine.Session, 0, 0UL, 4097);
        await RefusedAsync("no moment -1", "ReadBytes", machine.Session, -1, 0UL, 1);
        await RefusedAsync("No RAM answers", "ReadBytes", machine.Session, 0, 1UL << 45, 1);
        await RefusedAsync("more than 52 bits", "ReadBytes", machine.Session, 0, ulong.MaxValue, 1);

        await using var twice = new WatchedStream(client, new(machine.Session, 1, true, null, null));
        Assert.Contains("has a viewer 1 already", (await Assert.ThrowsAsync<HubException>(twice.NextAsync)).Message, StringComparison.Ordinal);
        await using var lost = new WatchedStream(client, new("gone", 2, true, null, null));
        Assert.Contains("There is no session", (await Assert.ThrowsAsync<HubException>(lost.NextAsync)).Message, StringComparison.Ordinal);

        async Task RefusedAsync(string expected, string method, params object?[] arguments) =>
            Assert.Contains(expected, (await Assert.ThrowsAsync<HubException>(() => client.InvokeCoreAsync(method, typeof(object), arguments))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosingASessionTellsItsWatchers()
    {
        await using var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, null));
        await stream.NextAsync();
        await client.InvokeAsync("CloseSession", machine.Session);
        Assert.Contains($"The session {machine.Session} was closed", (await Assert.ThrowsAsync<HubException>(stream.NextAsync)).Message, StringComparison.Ordinal);
        Assert.Null(server.Sessions.Find(machine.Session));
    }

    [Fact]
    public async Task ADisconnectedClientIsNoWatcherAnyMore()
    {
        var client = await server.ConnectAsync();
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        var session = server.Sessions.Find(machine.Session)!;
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, null));
        await stream.NextAsync();
        Assert.Equal(TimeSpan.Zero, session.IdleFor);
        await client.DisposeAsync();
        for (int i = 0; i < 200 && session.IdleFor == TimeSpan.Zero; i++) await Task.Delay(25);
        Assert.NotEqual(TimeSpan.Zero, session.IdleFor);
    }
}
