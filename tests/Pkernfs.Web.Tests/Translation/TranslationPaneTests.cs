using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Platform;
using Pkernfs.Web.Components.Translation;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Translation;

public sealed class TranslationPaneTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void TheHeaderDecodesGsts() => Assert.Equal("GSTS 0xc4000000: TES, RTPS, QIES", Open("jump").Find(".gsts").TextContent);

    [Fact]
    public void ABlockedDeviceIsSaidWithFaultAndCause()
    {
        string note = string.Join(' ', Open("jump").FindAll(".note").Single(note => note.QuerySelector(".note-title") is not null).QuerySelectorAll("text").Select(line => line.TextContent));
        Assert.StartsWith("DMA by 00:03.0 is blocked. Fault 0x2, context entry P = 0, cleared by \"Zap", note, StringComparison.Ordinal);
    }

    [Fact]
    public void AClickOnAnEntrySelectsItAndOutlinesIt()
    {
        var pane = Open("run-guest");
        pane.Find("[data-key='entry:01:00.0']").Click();
        var entry = Assert.IsType<Selection.Entry>(View.Value.Selection);
        Assert.Equal((TableKind.Context, 0), (entry.Table, entry.Index));
        pane.WaitForAssertion(() => Assert.Contains("selected", pane.Find("[data-key='entry:01:00.0']").ClassName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWalkTypedBecomesTheSelectionAndIsLit()
    {
        var pane = Open("run-guest");
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.Walk));
        pane.Find("#walk-text").Input("01:00.0 iova 0xa3b7d40");
        pane.Find("form").Submit();
        Assert.Equal(new Selection.DeviceAddress(new(1, 0, 0), new(0xa3b7d40)), View.Value.Selection);
        pane.WaitForAssertion(() => Assert.Contains("0x10abb7d40 in /guest-ram", pane.Find(".caption").TextContent, StringComparison.Ordinal));
        Assert.NotEmpty(pane.FindAll(".wire.lit"));
    }

    [Theory]
    [InlineData("", "Nothing was typed")]
    [InlineData("01:00.0", "Which address of 01:00.0?")]
    [InlineData("01:00.0 zz", "'zz' is not an address")]
    public void ABadWalkIsRefusedInASentence(string typed, string begins)
    {
        Assert.False(WalkRequest.TryRead(typed, null, out _, out string? problem));
        Assert.StartsWith(begins, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddressAloneIsForTheDeviceShown()
    {
        Assert.True(WalkRequest.TryRead("2G+4M", new PciAddress(1, 0, 0), out var request, out _));
        Assert.Equal(new Iova(0x80400000), request.Address);
    }

    [Fact]
    public void TheListHasRolesAndOneTabStop()
    {
        var pane = Open("run-guest");
        Assert.Single(pane.FindAll("[role=tree]"));
        Assert.Single(pane.FindAll("[role=tree][tabindex='0']"));
        Assert.Empty(pane.FindAll("[role=treeitem][tabindex]"));
        Assert.Equal(pane.Find("[role=treeitem]").Id, pane.Find("[role=tree]").GetAttribute("data-current"));
        Assert.Equal(pane.FindAll("[role=treeitem]").Count, pane.FindAll("[role=treeitem]").Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public void AStepIsInActsAndAKexecInItsOwn()
    {
        var pane = Open("zap-host-functions");
        var machine = context.Services.GetRequiredService<OpenMachine>();
        Assert.Equal("none", pane.Find(".translation-body").GetAttribute("data-transition"));
        machine.Step(1);
        pane.WaitForAssertion(() => Assert.Equal("step", pane.Find(".translation-body").GetAttribute("data-transition")));
        machine.Step(1);
        pane.WaitForAssertion(() => Assert.Equal("kexec", pane.Find(".translation-body").GetAttribute("data-transition")));
    }

    [Fact]
    public void AJumpAndAStepBackHaveNoActs()
    {
        var pane = Open("zap-host-functions");
        var machine = context.Services.GetRequiredService<OpenMachine>();
        machine.Step(1);
        pane.WaitForAssertion(() => Assert.Equal("step", pane.Find(".translation-body").GetAttribute("data-transition")));
        machine.Seek(machine.Index + 5);
        pane.WaitForAssertion(() => Assert.Equal("none", pane.Find(".translation-body").GetAttribute("data-transition")));
        machine.Step(-1);
        pane.WaitForAssertion(() => Assert.Equal("none", pane.Find(".translation-body").GetAttribute("data-transition")));
    }

    [Fact]
    public void TheListHasTheNumbersOfThePicture()
    {
        var pane = Open("unmap-rom");
        Assert.Equal(["~11, changed: level 1 table of 01:00.0", "\u221222, vanished: 256 KiB at iova 0xc0000"], pane.FindAll(".change").Select(row => row.TextContent.Trim()));
        Assert.Equal("1", pane.Find("[data-key='table:01:00.0:1']").GetAttribute("data-change"));
        Assert.Equal("2", pane.Find("[data-key='run:01:00.0:0xc0000']").GetAttribute("data-change"));
        Assert.All(pane.FindAll(".change .badge"), badge => Assert.Equal("true", badge.GetAttribute("aria-hidden")));
    }

    [Fact]
    public void ARowOfTheListLightsItsPartAndThePartItsRow()
    {
        var pane = Open("unmap-rom");
        pane.Find(".change[data-change='2']").Focus();
        Assert.Equal("run:01:00.0:0xc0000", Assert.Single(pane.FindAll("svg .pointed")).GetAttribute("data-key"));
        pane.Find(".change[data-change='2']").Blur();
        Assert.Empty(pane.FindAll(".pointed"));
        pane.Find("[data-key='table:01:00.0:1']").TriggerEvent("onpointerenter", new PointerEventArgs());
        Assert.Equal("1", Assert.Single(pane.FindAll(".change.pointed")).GetAttribute("data-change"));
    }

    [Fact]
    public void ARowOfTheListSelectsItsPart()
    {
        var pane = Open("unmap-rom");
        pane.Find(".change[data-change='2']").Click();
        Assert.Equal(new Selection.DeviceAddress(new(1, 0, 0), new(0xc0000)), View.Value.Selection);
    }

    [Fact]
    public void AStepWithoutChangesSaysSo() => Assert.Equal("Nothing changed here since the step before", Open("run-guest").Find("p.translation-changes").TextContent);

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    private IRenderedComponent<TranslationPane> Open(string step)
    {
        View.Open($"http://localhost/?step={step}");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        return context.Render<TranslationPane>();
    }
}
