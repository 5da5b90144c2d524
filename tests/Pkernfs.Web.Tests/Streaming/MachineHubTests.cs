using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Pkernfs.Core.Scenarios;
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
}
