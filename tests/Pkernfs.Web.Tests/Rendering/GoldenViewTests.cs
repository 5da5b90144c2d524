using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Clips;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using SkiaSharp;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Every view in every format and theme, as it was looked at: in its sheet, with title, legend and caption.</summary>
public sealed class GoldenViewTests
{
    private static readonly ExplorerView walk = ExplorerView.Default with { Selection = ViewValues.TryReadSelection("iova:01:00.0:0xa3b7d40", out var selection) ? selection : null };

    public static TheoryData<PictureView, PictureTheme> Views =>
        [.. from view in new[] { PictureView.Memory, PictureView.Translation, PictureView.Walk, PictureView.Timeline, PictureView.Inspector, PictureView.Page } from theme in Enum.GetValues<PictureTheme>() select (view, theme)];

    public static TheoryData<PictureTheme> Themes => [.. Enum.GetValues<PictureTheme>()];

    [Theory]
    [MemberData(nameof(Views))]
    public void AViewIsAsItWasLookedAt(PictureView view, PictureTheme theme) => GoldenFile.Matches(Name(view, theme, "svg"), Make(view, theme).ToSvg());

    [Theory]
    [MemberData(nameof(Themes))]
    public void TwoMachinesBesideEachOtherToo(PictureTheme theme)
    {
        var picture = Compare(theme);
        GoldenFile.Matches(Name(PictureView.Compare, theme, "svg"), picture.ToSvg());
        AssertPixels(Name(PictureView.Compare, theme, "png"), picture);
    }

    /// <summary>A storyboard's first page, for paper the page that scrolls as well, and a few steps as a clip.</summary>
    [Theory]
    [MemberData(nameof(Themes))]
    public void AndWhatIsMadeOfSeveralMoments(PictureTheme theme)
    {
        var ((one, oneTitle), (other, otherTitle)) = (Runs.Of("pkernfs-rfc"), Runs.Of("save-restore"));
        var board = StoryboardMaker.Of((one, oneTitle, ExplorerView.Default), (other, otherTitle, ExplorerView.Default with { Scenario = "save-restore" }));
        if (theme == PictureTheme.Print) GoldenFile.Matches("story-print.html", StoryHtml.Write(board, theme, "pkernfs-rfc"));
        var facts = new PictureFacts(board.Title, board.Words, "/", "pkernfs-rfc");
        GoldenFile.Matches($"story-{ViewValues.Word(theme)}.svg", StoryPages.Picture(StoryPages.Of(board)[0], theme, facts).ToSvg());
        var clip = ClipMaker.Of(new(one, oneTitle), PictureView.Memory, ExplorerView.Default, one.Timeline.Moments[one.Index("keep-01-00.0")].Step, one.Timeline.Moments[one.Index("jump")].Step, theme, out _)!;
        GoldenFile.Matches($"clip-{ViewValues.Word(theme)}.svg", clip.Svg);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void PixelsAreThoseOfTheGoldenPicture(PictureView view, PictureTheme theme) => AssertPixels(Name(view, theme, "png"), Make(view, theme));

    [Theory]
    [InlineData(PictureView.Memory)]
    [InlineData(PictureView.Translation)]
    [InlineData(PictureView.Walk)]
    public void SoAreLetters(PictureView view)
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        foreach (bool isAscii in new[] { true, false })
            GoldenFile.Matches($"sheet-{ViewValues.Word(view)}-{(isAscii ? "ascii" : "box")}.txt", new PictureMaker(run, title).Text(view, walk, run.Index("jump"), isAscii, out _)!);
    }

    [Theory]
    [InlineData(PictureView.Memory)]
    [InlineData(PictureView.Translation)]
    [InlineData(PictureView.Walk)]
    [InlineData(PictureView.Timeline)]
    [InlineData(PictureView.Invariants)]
    public void AndTables(PictureView view)
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        var table = new PictureMaker(run, title).Table(view, walk, run.Index("jump"), out _)!;
        string name = $"sheet-{ViewValues.Word(view)}";
        GoldenFile.Matches(name + ".md", TableWriter.ToMarkdown(table));
        GoldenFile.Matches(name + ".csv", TableWriter.ToCsv(table).ReplaceLineEndings("\n"));
        GoldenFile.Matches(name + ".json", TableWriter.ToJson(table));
    }

    private static RenderedPicture Make(PictureView view, PictureTheme theme)
    {
        var (run, title) = Runs.Of("pkernfs-rfc");
        return new PictureMaker(run, title).Make(view, view is PictureView.Walk or PictureView.Inspector ? walk : ExplorerView.Default, run.Index("jump"), theme, PictureSize.Usual);
    }

    private static RenderedPicture Compare(PictureTheme theme)
    {
        var ((left, leftTitle), (right, rightTitle)) = (Runs.Of("pkernfs-rfc"), Runs.Of("save-restore"));
        var maker = new ComparisonMaker(left, leftTitle, right, rightTitle);
        int index = left.Index("jump");
        return maker.Make(CompareView.Default, index, maker.Facing(index), theme, PictureSize.Usual);
    }

    /// <summary>Pixels may differ where another processor rounds otherwise, but not so that one sees it.</summary>
    private static void AssertPixels(string name, RenderedPicture picture)
    {
        byte[] png = (picture with { Size = new(0, 0, 0.5) }).ToPng();
        if (GoldenFile.Read(name, png) is not { } golden) return;
        using var expected = SKBitmap.Decode(golden);
        using var actual = SKBitmap.Decode(png);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        double off = expected.Pixels.Zip(actual.Pixels).Average(pair => (Math.Abs(pair.First.Red - pair.Second.Red) + Math.Abs(pair.First.Green - pair.Second.Green) + Math.Abs(pair.First.Blue - pair.Second.Blue)) / 765.0);
        Assert.True(off < 0.002, $"{name} is off by {off:P2}.");
    }

    private static string Name(PictureView view, PictureTheme theme, string format) => $"sheet-{ViewValues.Word(view)}-{ViewValues.Word(theme)}.{format}";
}
