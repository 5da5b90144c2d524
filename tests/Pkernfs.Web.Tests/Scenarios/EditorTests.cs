using Bunit;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.Scenarios;

public sealed class EditorTests : IAsyncDisposable
{
    private static readonly string good = ScenarioLibrary.Text(ScenarioLibrary.Default)!;

    private readonly ScenariosContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void ACopyHasANameOfItsOwnAndNothingToMend()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        Assert.Equal(good.Replace("name: pkernfs-rfc", "name: my-pkernfs-rfc", StringComparison.Ordinal), context.TextShown);
        Assert.StartsWith("Can run", page.Find("#check-words").TextContent, StringComparison.Ordinal);
        Assert.Equal("my-pkernfs-rfc.yaml", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task AFindingIsListedMarkedAndLeadsToItsPlace()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, good.Replace("memory: 512M", "memory: 513M", StringComparison.Ordinal));
        int line = 1 + Array.FindIndex(good.Split('\n'), text => text.Contains("memory: 512M", StringComparison.Ordinal));
        var finding = page.Find(".finding.error");
        Assert.StartsWith($"{line}:", finding.QuerySelector(".place")!.TextContent, StringComparison.Ordinal);
        Assert.Equal([$"{line} error"], context.Marks);
        Assert.Equal("true", page.Find("textarea").GetAttribute("aria-invalid"));
        finding.Click();
        Assert.Equal(line, context.Editor.Invocations["goTo"].Single().Arguments[0]);
    }

    [Theory]
    [InlineData("boards/mine")]
    [InlineData("../../etc/passwd")]
    public async Task ABoardByItsPathIsRefusedWithTheReason(string path)
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, good.Replace("board: q35-6g", $"board: {path}", StringComparison.Ordinal));
        Assert.Contains("In the browser a board is a built-in one (q35-6g, server-12t, server-1t, server-512g, server-80g) or listed by hand", page.Find(".finding.error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGoodTextOpensASession()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, good.Replace("name: pkernfs-rfc", "name: mine", StringComparison.Ordinal));
        await page.Find(".main-button").ClickAsync(new());
        string id = context.Navigation.Uri.Split("/?session=")[1];
        var session = context.Sessions.Find(id)!;
        Assert.Equal(("mine", "mine"), (session.ScenarioName, session.Scenario.Name));
    }

    [Fact]
    public async Task ABadTextOpensNoneAndTheCaretGoesToTheError()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, good.Replace("seed: 20240205", "seed: many", StringComparison.Ordinal));
        await page.Find(".main-button").ClickAsync(new());
        Assert.Equal(0, context.Sessions.Count);
        Assert.Single(context.Editor.Invocations["goTo"]);
        Assert.Contains("cannot run yet", page.Find(".notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyTextIsAFindingNotAnAccident()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, "");
        Assert.Contains("The file is empty", page.Find(".finding.error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOverlongPasteIsAFinding()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, new string('\u20ac', ScenarioLimits.FileSize + 1));
        Assert.Contains("The text has more than 1 MiB", page.Find(".finding.error").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("not JSON")]
    public void WhatTheBrowserKeptOtherwiseIsLeftAlone(string json)
    {
        context.BrowserKeeps(json);
        Assert.Equal("my-pkernfs-rfc.yaml", context.OpenEditor().Find("h1").TextContent);
    }

    [Fact]
    public async Task AHundredMegabytesAreRefusedUnread()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, "name: half-written\n");
        await ScenariosContext.TakeAsync(page, new ChosenFile("disk.img", null, 100_000_000));
        Assert.Equal("disk.img was not opened: it has 95.4 MiB; a scenario is about a page of text, and at most 1 MiB are read. The text in the editor is as it was.", page.Find(".drop-message p").TextContent);
        Assert.Equal("name: half-written\n", context.Draft.Current!.Text);
    }

    [Theory]
    [InlineData(new byte[] { 0x7f, 0x45, 0x4c, 0x46, 0x02, 0xff }, "The byte 0xff")]
    [InlineData(new byte[] { 0x61, 0x3a, 0x00, 0x62 }, "The character U+0000")]
    [InlineData(new byte[] { 0xff, 0xfe, 0x61, 0x00 }, "UTF-16")]
    public async Task WhatIsNoTextIsRefusedWithItsPlace(byte[] content, string reason)
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        string before = context.Draft.Current!.Text;
        await ScenariosContext.TakeAsync(page, new ChosenFile("garbage.yaml", content));
        Assert.Contains("garbage.yaml was not opened: line 1, column ", page.Find(".drop-message p").TextContent, StringComparison.Ordinal);
        Assert.Contains(reason, page.Find(".drop-message p").TextContent, StringComparison.Ordinal);
        Assert.Equal(before, context.Draft.Current!.Text);
    }

    [Theory]
    [InlineData(PictureFormat.Svg, "jump.svg")]
    [InlineData(PictureFormat.Png, "jump.png")]
    // What it is called does not count.
    [InlineData(PictureFormat.Png, "jump.yaml")]
    public async Task AnExportedPictureLeadsToItsMoment(PictureFormat format, string name)
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, "name: half-written\n");
        await ScenariosContext.TakeAsync(page, new ChosenFile(name, Exported("/?step=jump&select=bytes:0x100403000:0x10").ToBytes(format)));
        Assert.EndsWith("/?step=jump&select=bytes:0x100403000:0x10", context.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("name: half-written\n", context.Draft.Current!.Text);
    }

    [Fact]
    public async Task APictureThatLeadsNowhereSaysSoAndNothingIsLost()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        string before = context.Draft.Current!.Text, address = context.Navigation.Uri;
        byte[] damaged = Exported("/?step=jump").ToPng();
        damaged[damaged.AsSpan().IndexOf("/?step"u8)] ^= 4;
        await ScenariosContext.TakeAsync(page, new ChosenFile("jump.png", damaged));
        Assert.Matches("^jump.png was not opened: it is damaged at byte \\d+: its link does not fit its checksum. Export the picture again.$", page.Find(".drop-message p").TextContent);
        await ScenariosContext.TakeAsync(page, new ChosenFile("away.svg", Exported("//evil.example/?step=jump").ToSvgBytes()));
        Assert.Equal("away.svg was not opened: its link does not lead to a page of the explorer, so it is not followed.", page.Find(".drop-message p").TextContent);
        await ScenariosContext.TakeAsync(page, new ChosenFile("poster.PNG", null, 100_000_000));
        Assert.Equal("poster.PNG was not opened: it has more than 24 MiB, the most that is read of a picture.", page.Find(".drop-message p").TextContent);
        Assert.Equal((before, address), (context.Draft.Current!.Text, context.Navigation.Uri));
    }

    [Fact]
    public async Task ATextThatAFileReplacesCanBeBroughtBack()
    {
        var page = context.OpenEditor(ScenarioLibrary.Default);
        await context.TypeAsync(page, "name: half-written\n");
        await ScenariosContext.TakeAsync(page, new ChosenFile("bad.yaml", "nonsense: 1\n"));
        Assert.Equal("nonsense: 1\n", context.TextShown);
        await page.Find(".text-button").ClickAsync(new());
        Assert.Equal("name: half-written\n", context.TextShown);
        Assert.Equal("bad.yaml", context.Draft.Former!.FileName);
    }

    [Fact]
    public void AReloadReturnsToTheText()
    {
        context.BrowserKeeps("""{"fileName":"mine.yaml","origin":null,"text":"name: mine\n"}""");
        var page = context.OpenEditor();
        Assert.Equal("name: mine\n", context.TextShown);
        Assert.Equal("mine.yaml", page.Find("h1").TextContent);
    }

    [Fact]
    public void AnUnknownBuiltInIsSaid() =>
        Assert.Contains("There is no scenario \"nothing\" here; opened is \"pkernfs-rfc\"", context.OpenEditor("nothing").Find(".notice").TextContent, StringComparison.Ordinal);

    [Fact]
    public void ALinkThatCarriesATextOpensItAndADamagedOneSaysSo()
    {
        string link = OwnScenarioLink.Write("name: half-written\n");
        var page = context.OpenEditorAt(link);
        Assert.Equal(("name: half-written\n", "half-written.yaml"), (context.TextShown, context.Draft.Current!.FileName));
        Assert.EndsWith(OwnScenarioLink.Path, context.Navigation.Uri, StringComparison.Ordinal);
        context.Navigation.NavigateTo(link[..^3]);
        page.WaitForAssertion(() => Assert.Contains("The scenario file in the link cannot be read. It is damaged", page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Equal("name: half-written\n", context.TextShown);
    }

    private static RenderedPicture Exported(string link) => new(new Picture(8, 8, []), PictureTheme.Light, new(8, 8, 1), new("Jump", "", link, "RFC example"));
}
