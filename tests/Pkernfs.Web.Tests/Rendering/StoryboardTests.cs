using System.Text;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Scenes.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class StoryboardTests
{
    [Fact]
    public void TheSuggestedMomentsTellTheUpdate()
    {
        var (run, _) = Runs.Of("pkernfs-rfc");
        string[] steps = [.. StoryMoments.Suggest(run.Timeline).Select(index => run.Timeline.Moments[index].Step.Id)];
        Assert.Equal(["run-guest", "load-kernel-b", "keep-01-00.0", "jump", "start-00-03.0-b", "guest-goes-on"], steps);
    }

    [Fact]
    public void PanelsSayWhatTheMachineIs()
    {
        var (run, _) = Runs.Of("pkernfs-rfc");
        var panels = StoryScene.Of(run, StoryMoments.Suggest(run.Timeline), ExplorerView.Default);
        var jump = panels[3];
        Assert.Equal((StoryLook.None, StoryLook.None, StoryLook.Persists), (jump.Kernel.Look, jump.Process.Look, jump.Root.Look));
        Assert.Equal(("dom-0, no owner", StoryLook.Persists, null), (jump.Paths[0].Domain.Words, jump.Paths[0].Domain.Look, jump.Paths[0].Blocked));
        Assert.Equal("blocked, fault 0x2", jump.Paths[1].Blocked);
        Assert.Equal("/?step=jump", jump.Link);
        Assert.Equal(("kernel A 6.7.0", "kernel B 6.8.0"), (panels[0].Kernel.Words, panels[^1].Kernel.Words));
        Assert.Equal(StoryLook.Ephemeral, panels[0].Paths[1].Domain.Look);
        // The guest's RAM is where its device's mappings lead, in the part that is kept.
        Assert.True(panels[0].Memory[panels[0].Paths[0].Target!.Value.Bar].IsKept);
    }

    [Theory]
    [InlineData("pkernfs-rfc", null)]
    [InlineData("pkernfs-rfc", "save-restore")]
    [InlineData("pkernfs-rfc", "kho")]
    [InlineData("container-file", null)]
    [InlineData("fleet-host", null)]
    public void EveryPageIsLegible(string scenario, string? other)
    {
        var board = Board(scenario, other);
        var pages = StoryPages.Of(board);
        Assert.All(pages, page => page.AssertLegible());
        Assert.DoesNotContain(pages.SelectMany(page => page.Texts()), text => text.Text.Class == "panel-title" && text.Text.Words.EndsWith('…'));
        // Each panel is on a page, once.
        Assert.Equal(board.Panels.Count(), pages.Sum(page => page.Texts().Count(text => text.Text.Class == "number")));
    }

    [Fact]
    public void OfTwoRunsTheSamePartsShareARow()
    {
        var board = Board("pkernfs-rfc", "save-restore");
        Assert.Contains(board.Rows, row => row is { Left: null, Right: not null });
        Assert.All(board.Rows.Where(row => row is { Left: not null, Right: not null }), row => Assert.Equal(row.Left!.Number, row.Right!.Number));
        Assert.Single(board.Rows, row => row.Left?.Kernel.Look == StoryLook.None && row.Right?.Kernel.Look == StoryLook.None);
    }

    [Fact]
    public void APartThatBothRunsHaveIsToldOfBoth()
    {
        var alone = Board("pkernfs-rfc", "save-restore").Rows.Where(row => row.Left is null || row.Right is null).ToList();
        // What only saving needs: the tables' copy before the kexec, and its end after it.
        Assert.Equal(["Point the unit to the saved root table", "Free the IOMMU's files"], alone.Select(row => row.Right?.Title));
    }

    [Fact]
    public void TheStepThatResumesTheGuestEndsWithItRunning()
    {
        var (run, _) = Runs.Of("pkernfs-rfc");
        string Words(string step) => Assert.Single(StoryScene.Of(run, [run.Timeline.Moments.Single(moment => moment.Step.Id == step).Step.Index], ExplorerView.Default)).Process.Words;
        Assert.Equal("VMM, guest paused", Words("pause-vcpus"));
        Assert.Equal("VMM, guest runs", Words("resume-vcpus"));
        Assert.Equal("no VMM", Words("jump"));
    }

    [Fact]
    public void ThePdfIsThePagesAsText()
    {
        var board = Board("pkernfs-rfc", "save-restore");
        var pages = StoryPages.Of(board);
        var facts = new PictureFacts(board.Title, board.Words, "/", "x");
        byte[] pdf = PdfWriter.Write(pages, PictureLook.Of(PictureTheme.Print), facts);
        Assert.Equal(pdf, PdfWriter.Write(pages, PictureLook.Of(PictureTheme.Print), facts));
        string text = Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        Assert.Equal(pages.Length, text.Split("/Type /Page\n").Length - 1);
        Assert.Contains("/FontFile2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheHtmlNeedsNothingElse()
    {
        string html = StoryHtml.Write(Board("pkernfs-rfc", null), PictureTheme.Light, "x");
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(6, html.Split("<section>").Length - 1);
        Assert.Contains("Every software record of kernel A is gone", html, StringComparison.Ordinal);
    }

    private static Storyboard Board(string scenario, string? other)
    {
        var (run, title) = Runs.Of(scenario);
        if (other is null) return StoryboardMaker.Of(run, title, ExplorerView.Default, []);
        var (second, secondTitle) = Runs.Of(other);
        return StoryboardMaker.Of((run, title, ExplorerView.Default), (second, secondTitle, ExplorerView.Default with { Scenario = other }));
    }
}
