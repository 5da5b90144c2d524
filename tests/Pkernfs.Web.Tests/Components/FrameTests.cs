using Bunit;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Components.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Components;

public sealed class FrameTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void AButtonFollowsItsCommandsAvailability()
    {
        int played = 0;
        var button = context.Render<CommandButton>(set => set.Add(one => one.Command, ExplorerCommand.PlayOrPause));
        Assert.True(button.Find("button").HasAttribute("disabled"));
        Assert.Equal("Play or pause (Space)", button.Find("button").GetAttribute("title"));
        using (context.Commands.Answer(ExplorerCommand.PlayOrPause, () => played++))
        {
            button.WaitForAssertion(() => Assert.False(button.Find("button").HasAttribute("disabled")));
            button.Find("button").Click();
        }
        Assert.Equal(1, played);
        button.WaitForAssertion(() => Assert.True(button.Find("button").HasAttribute("disabled")));
    }

    [Fact]
    public void TheTransportSaysWhereTheRunIs()
    {
        var transport = context.Render<TransportControls>(set => set
            .Add(one => one.StepNumber, 17)
            .Add(one => one.StepCount, 27)
            .Add(one => one.Speed, "0.1×")
            .Add(one => one.PlayTitle, "Continue"));
        Assert.Equal("Step 17 of 27 speed 0.1×", string.Join(' ', transport.Find(".position").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("width: 62.96%", transport.Find(".progress i").GetAttribute("style"));
        Assert.Contains("Continue", transport.Find(".play-button").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTransportHasNoPositionWithoutARun() =>
        Assert.Empty(context.Render<TransportControls>().FindAll(".position, .progress"));

    [Theory]
    [InlineData(null, "kernel-badge none")]
    [InlineData(1, "kernel-badge")]
    public void AMissingKernelIsDrawnDashed(int? boot, string expected)
    {
        var badge = context.Render<KernelBadge>(set => set.Add(one => one.Kernel, new KernelStatus(boot, "no kernel", "kernel A ended")));
        Assert.Equal(expected, badge.Find("p").ClassName);
        Assert.Contains("kernel A ended", badge.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void TheTabsSayWhichPaneIsShown()
    {
        var shown = ExplorerPane.Memory;
        var tabs = context.Render<PaneTabs>(set => set.Bind(one => one.Shown, shown, pane => shown = pane));
        Assert.Equal("Memory", tabs.Find("[aria-current=true]").TextContent.Trim());
        tabs.FindAll("button")[3].Click();
        Assert.Equal(ExplorerPane.Steps, shown);
    }
}
