using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Components.Inspector;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Restore;

public sealed class RestoreDialogTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Theory]
    [InlineData("save-restore", "all four structures are as before.", "as before, as before, as before, as before")]
    [InlineData("pkernfs-rfc", "iommu_domain differs.", "as before, as before, as before, differs")]
    public async Task EachOfTheFourStructuresHasItsOutcome(string scenario, string verdict, string outcomes)
    {
        var dialog = await OpenAsync(scenario);
        Assert.EndsWith(verdict, dialog.Find(".verdict").TextContent.Trim(), StringComparison.Ordinal);
        var carried = dialog.FindAll(".restore")[0];
        Assert.Equal(["mmap", "IOAS", "HWPT", "iommu_domain"], carried.QuerySelectorAll(".structure .name").Select(name => name.TextContent));
        Assert.Equal(outcomes, string.Join(", ", carried.QuerySelectorAll(".structure .state").Select(outcome => outcome.TextContent.Trim())));
    }

    [Fact]
    public async Task ADeviceOfTheHostHasItsDomainAlone()
    {
        var dialog = await OpenAsync("kho");
        var host = dialog.FindAll(".restore")[1];
        Assert.StartsWith("00:03.0", host.QuerySelector(".verdict")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("not carried across: its driver has a domain again", host.QuerySelector(".verdict")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["iommu_domain"], host.QuerySelectorAll(".structure .name").Select(name => name.TextContent));
    }

    [Fact]
    public async Task WhatDiffersIsMarkedWithBothValues()
    {
        var dialog = await OpenAsync("pkernfs-rfc");
        var row = Assert.Single(dialog.FindAll("tr[data-status=differs]"));
        Assert.Equal(["the two ids agree", "yes", "no", "differs"], row.Children.Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public async Task WhatChangedAfterTheUpdateIsToldApart()
    {
        var dialog = await OpenAsync("save-restore");
        var rows = dialog.FindAll("tr[data-status=changed-since]");
        Assert.Equal(["areas", "translation"], rows.Select(row => row.QuerySelector("th")!.TextContent));
        Assert.All(rows, row => Assert.Contains("read-only", row.QuerySelector(".note")!.TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ItsMomentsAreGoneTo()
    {
        var dialog = await OpenAsync("save-restore");
        dialog.FindAll(".mud-dialog .link").First(link => link.TextContent == "The guest runs").Click();
        Assert.Equal("run-guest", context.Services.GetRequiredService<OpenMachine>().Moment!.Step.Id);
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll(".mud-dialog")));
    }

    [Fact]
    public async Task WithoutAMachineItSaysSo()
    {
        var dialog = await context.OpenAsync<RestoreDialog>();
        Assert.Contains("No machine is open.", dialog.Markup, StringComparison.Ordinal);
    }

    /// <summary>In the inspector with the device, and with a step that comes after the blackout; only what is wrong is listed there.</summary>
    [Theory]
    [InlineData("save-restore", "device:01:00.0", 1, "")]
    [InlineData("save-restore", "step:switch-domain", 1, "")]
    [InlineData("save-restore", "step:pause-vcpus", 0, "")]
    [InlineData("save-restore", "device:00:03.0", 1, "")]
    [InlineData("pkernfs-rfc", "step:guest-goes-on", 1, "the two ids agree")]
    public void TheInspectorHasItInShort(string scenario, string select, int verdicts, string listed)
    {
        var module = context.JSInterop.SetupModule("/js/inspector.js");
        module.Setup<string[]?>("folded").SetResult(null);
        Open(scenario, select);
        var pane = context.Render<InspectorPane>();
        Assert.Equal(verdicts, pane.FindAll("[data-part=restore] .verdict").Count);
        Assert.Equal(listed, string.Join(", ", pane.FindAll("[data-part=restore] tbody th").Select(name => name.TextContent)));
    }

    private void Open(string scenario, string? select = null)
    {
        context.Services.GetRequiredService<CurrentView>().Open($"/?scenario={scenario}&step=guest-goes-on" + (select is null ? "" : $"&select={select}"));
        context.Services.GetRequiredService<OpenMachine>().FollowView();
    }

    private Task<IRenderedComponent<MudDialogProvider>> OpenAsync(string scenario)
    {
        Open(scenario);
        return context.OpenAsync<RestoreDialog>();
    }
}
