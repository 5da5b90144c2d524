using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Scenes;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Dialogs;

public sealed class SessionDialogTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ItSaysWhatTheRunTakesAndWhatTheStepAdded()
    {
        context.Services.GetRequiredService<CurrentView>().Open("/?scenario=pkernfs-rfc&step=start-vmm-b");
        var machine = context.Services.GetRequiredService<OpenMachine>();
        machine.FollowView();
        var dialog = await context.OpenAsync<SessionDialog>();
        var footprint = RunFootprint.Of(machine.Timeline!);
        string[] facts = [.. dialog.FindAll("dd").Select(fact => fact.TextContent.Trim())];
        Assert.StartsWith("6 GiB, ", facts[1], StringComparison.Ordinal);
        Assert.StartsWith(RoundSize.Of(footprint.History.Value), facts[2], StringComparison.Ordinal);
        Assert.Contains(RoundSize.Of(footprint.Added[machine.Moment!.Step.Index].Value), facts[3], StringComparison.Ordinal);
        dialog.Find("dd .link").Click();
        Assert.Equal(footprint.Largest, machine.Moment!.Step.Index);
    }

    [Fact]
    public async Task WithoutAMachineItSaysSo() => Assert.Contains("No machine is open.", (await context.OpenAsync<SessionDialog>()).Markup, StringComparison.Ordinal);
}
