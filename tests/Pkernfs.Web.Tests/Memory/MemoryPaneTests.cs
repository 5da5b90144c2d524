using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Memory;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Memory;

public sealed class MemoryPaneTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly BunitJSModuleInterop module, map;

    public MemoryPaneTests()
    {
        context.SetRendererInfo(new RendererInfo("Server", true));
        module = context.JSInterop.SetupModule("/js/map.bundle.js");
        module.Mode = JSRuntimeMode.Loose;
        map = module.SetupModule("open", _ => true);
        map.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>The pane of an explorer that was opened at an address.</summary>
    private IRenderedComponent<MemoryPane> Open(string address = "/")
    {
        View.Open("http://localhost" + address);
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        return context.Render<MemoryPane>();
    }

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void ThePageCarriesTheFirstPictureOnlyUntilItsCircuitIsThere()
    {
        Assert.Null(Open().Find(".map-host").GetAttribute("data-first"));
        context.SetRendererInfo(new RendererInfo("Static", false));
        var first = System.Text.Json.JsonDocument.Parse(context.Render<MemoryPane>().Find(".map-host").GetAttribute("data-first")!).RootElement;
        Assert.Equal("Space", first.GetProperty("level").GetString());
        Assert.NotEqual(0, first.GetProperty("words").GetProperty("sections").GetArrayLength());
        Assert.NotEmpty(first.GetProperty("extents").GetProperty("runs").GetBytesFromBase64());
    }

    [Fact]
    public async Task WhatTheBrowserExpectsIsNotSentAgain()
    {
        var pane = Open("/?step=jump");
        var machine = context.Services.GetRequiredService<OpenMachine>();
        int next = machine.Index + 1;
        await pane.InvokeAsync(() => machine.Step(1));
        pane.WaitForAssertion(() => Assert.Equal(2, map.Invocations["expect"].Count));
        Assert.Single(map.Invocations["show"]);
        Assert.Equal(next, Assert.Single(map.Invocations["showExpected"]).Arguments[1]);
        // Backwards, with other layers, or against another moment nothing is there yet.
        await pane.InvokeAsync(() => machine.Step(-1));
        pane.WaitForAssertion(() => Assert.Equal(2, map.Invocations["show"].Count));
        await pane.InvokeAsync(() => View.Show(View.Value with { Layers = View.Value.Layers | MapLayers.Differences, Against = "run-guest" }));
        pane.WaitForAssertion(() => Assert.Equal(3, map.Invocations["show"].Count));
        await pane.InvokeAsync(() => machine.Step(1));
        pane.WaitForAssertion(() => Assert.Equal(4, map.Invocations["show"].Count));
        Assert.Single(map.Invocations["showExpected"]);
    }

    [Fact]
    public void TheTableSaysWhatTheMapShows()
    {
        var map = ExampleRun.Inspection.OwnershipAt(ExampleRun.Step("load-kernel-b"));
        var table = context.Render<MemoryTable>(set => set.Add(one => one.Map, map));
        var rows = table.FindAll("tbody tr");
        Assert.Equal(MemoryTable.PageLength, rows.Count);
        Assert.Equal(["0x0000000000000000", "576 KiB", "free", "no"], rows[0].Children.Select(cell => cell.TextContent.Trim()));
        Assert.Contains($"1 to 50 of {map.Extents.Length} extents", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTableTurnsToItsLastRowAndNotBeyond()
    {
        var map = ExampleRun.Inspection.OwnershipAt(ExampleRun.Step("load-kernel-b"));
        var table = context.Render<MemoryTable>(set => set.Add(one => one.Map, map));
        for (int i = 0; i < map.Extents.Length / MemoryTable.PageLength; i++) table.FindAll(".bar button")[1].Click();
        Assert.True(table.FindAll(".bar button")[1].HasAttribute("disabled"));
        Assert.Equal(map.Extents[^1].Range.Start.ToString("L", null), table.FindAll("tbody th")[^1].TextContent.Trim());
    }

    [Fact]
    public void ARowSelectsItsExtent()
    {
        PhysicalRange picked = default;
        var map = ExampleRun.Inspection.OwnershipAt(0);
        var table = context.Render<MemoryTable>(set => set.Add(one => one.Map, map).Add(one => one.Select, range => picked = range));
        table.Find("tbody button").Click();
        Assert.Equal(map.Extents[0].Range, picked);
    }

    [Fact]
    public void LayersAreSwitchedInTheViewAndPressedByIt()
    {
        var pane = Open();
        Assert.Equal(["Ownership", "Allocator", "Tables", "Medium", "Disagreement", "Persistence", "DMA", "Differences"], pane.FindAll(".layer-toggles button").Select(button => button.TextContent));
        Assert.Equal(["true", "true", "true", "true", "false", "false", "true", "false"], Pressed(pane));
        MapLayers[] order = [MapLayers.Allocator, MapLayers.Tables, MapLayers.Medium, MapLayers.Disagreement, MapLayers.Persistence, MapLayers.Dma, MapLayers.Differences];
        for (int i = 0; i < order.Length; i++)
        {
            var before = View.Value.Layers;
            pane.FindAll(".layer-toggles button")[i + 1].Click();
            Assert.Equal(before ^ order[i], View.Value.Layers);
            pane.WaitForAssertion(() => Assert.Equal(View.Value.Layers.HasFlag(order[i]) ? "true" : "false", Pressed(pane).ElementAt(i + 1)));
        }
    }

    [Fact]
    public void OwnershipIsSwitchedAsOne()
    {
        var pane = Open();
        pane.FindAll(".layer-toggles button")[1].Click();
        pane.WaitForAssertion(() => Assert.Equal("mixed", Pressed(pane).First()));
        pane.FindAll(".layer-toggles button")[0].Click();
        Assert.Equal(ExplorerView.DefaultLayers, View.Value.Layers);
        pane.WaitForAssertion(() => Assert.Equal("true", Pressed(pane).First()));
        pane.FindAll(".layer-toggles button")[0].Click();
        Assert.Equal(MapLayers.Dma, View.Value.Layers);
    }

    [Fact]
    public void TheNoteSaysWhichMomentDifferencesAreAbout()
    {
        var pane = Open("/?step=jump&layers=allocator,differences&against=keep-01-00.0");
        Assert.Contains("32 KiB in pages that differ from the end of", pane.Find(".difference-note").TextContent, StringComparison.Ordinal);
        Assert.Equal("keep-01-00.0", pane.Find(".difference-note option[selected]").GetAttribute("value"));
        pane.Find(".difference-note select").Change("jump");
        Assert.Equal("jump", View.Value.Against);
        pane.WaitForAssertion(() => Assert.Contains("No byte differs from the end of", pane.Find(".difference-note").TextContent, StringComparison.Ordinal));
        pane.Find(".difference-note select").Change("");
        Assert.Null(View.Value.Against);
    }

    [Fact]
    public void AMomentThatTheRunHasNotIsToldAndTheNearestTaken()
    {
        var pane = Open("/?step=jump&layers=differences&against=keep-01-00.9");
        Assert.Contains("This run has no step \"keep-01-00.9\"", pane.Find(".difference-note").TextContent, StringComparison.Ordinal);
        Assert.Equal("keep-01-00.0", pane.Find(".difference-note option[selected]").GetAttribute("value"));
    }

    [Fact]
    public async Task TheCommandMarksDifferencesToTheMomentShown()
    {
        var pane = Open("/?step=load-kernel-b");
        Assert.Empty(pane.FindAll(".difference-note"));
        await pane.InvokeAsync(() => context.Services.GetRequiredService<ExplorerCommands>().DispatchAsync(ExplorerCommand.MarkDifferences));
        Assert.Equal(("load-kernel-b", ExplorerView.DefaultLayers | MapLayers.Differences), (View.Value.Against, View.Value.Layers));
        pane.WaitForAssertion(() => Assert.Single(pane.FindAll(".difference-note")));
    }

    [Fact]
    public void ThePictureHasASentence()
    {
        var pane = Open();
        string sentence = pane.Find("canvas[role=img]").GetAttribute("aria-label") ?? "";
        Assert.Contains("pkernfs carve-out, 1 GiB", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void CrumbsLeadBackFromAPageAndItsBytesAreShown()
    {
        var pane = Open("/?step=load-kernel-b&map=0x120803000:0x1000:entry");
        Assert.Equal(["Address space", "pkernfs carve-out", "block 260", "page 3"], pane.FindAll(".crumbs button").Select(button => button.TextContent));
        Assert.Contains("2 MiB leaf, R W", pane.Find(".page-bytes").TextContent, StringComparison.Ordinal);
        pane.FindAll(".crumbs button")[2].Click();
        Assert.Equal(new Camera(new(0x120800000), ByteCount.FromMiB(2), MapLevel.Page), View.Value.Camera);
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll(".page-bytes")));
    }

    [Fact]
    public async Task WhatTheMapPicksIsSelected()
    {
        var pane = Open();
        await pane.InvokeAsync(() => pane.Instance.Picked(0x120803000, 4096));
        Assert.Equal(new Selection.Frame(new(0x120803)), View.Value.Selection);
        await pane.InvokeAsync(() => pane.Instance.Picked(0x100000000, 1 << 21));
        Assert.Equal(new Selection.Bytes(new(new(0x100000000), ByteCount.FromMiB(2))), View.Value.Selection);
    }

    [Fact]
    public async Task WhereTheMapRestsIsInTheView()
    {
        var pane = Open();
        await pane.InvokeAsync(() => pane.Instance.Rested(0x100000000, 1 << 30, "Block"));
        Assert.Equal(new Camera(new(0x100000000), ByteCount.FromGiB(1), MapLevel.Block), View.Value.Camera);
        await pane.InvokeAsync(() => pane.Instance.Rested(0, 0, "Space"));
        Assert.Null(View.Value.Camera);
    }

    private static IEnumerable<string?> Pressed(IRenderedComponent<MemoryPane> pane) =>
        pane.FindAll(".layer-toggles button").Select(button => button.GetAttribute("aria-pressed"));
}
