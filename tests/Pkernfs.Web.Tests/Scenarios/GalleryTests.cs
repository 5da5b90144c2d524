using AngleSharp.Dom;
using Bunit;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.Scenarios;

public sealed class GalleryTests : IAsyncDisposable
{
    /// <summary>What is run when the page is opened.</summary>
    private static readonly string[] small = [.. ScenarioLibrary.Names.Where(name => ScenarioLibrary.Load(name).Scenario!.Plan.Board.Name == "q35-6g")];

    private readonly ScenariosContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void EveryBuiltInHasACardWithItsTwoActions()
    {
        var page = context.OpenGallery();
        Assert.Equal(ScenarioLibrary.Names.Length, page.FindAll("article").Count);
        foreach (string name in ScenarioLibrary.Names)
        {
            var card = page.FindAll("article").Single(card => card.QuerySelector($"#scenario-{name}") is not null);
            var scenario = ScenarioLibrary.Load(name).Scenario!;
            Assert.Equal(scenario.Title, card.QuerySelector("h2")!.TextContent);
            Assert.Equal([$"Open {scenario.Title}", $"Edit a copy of {scenario.Title}"], card.QuerySelectorAll("footer a").Select(link => link.GetAttribute("aria-label")));
            Assert.Equal($"/scenarios/own?from={name}", card.QuerySelectorAll("footer a")[1].GetAttribute("href"));
        }
    }

    [Fact]
    public void TheRunsGiveTheVerdictsAndThePictures()
    {
        var page = context.OpenGallery();
        page.WaitForState(() => page.FindAll("figure img").Count == 2 * small.Length, TimeSpan.FromSeconds(180));
        var good = Card(page, "pkernfs-rfc");
        Assert.Equal("Everything survives", good.QuerySelector(".holds")!.TextContent.Trim());
        Assert.Equal(
            "After “Jump, no kernel”: No kernel, no VMM. 01:00.0 NIC reaches guest RAM in pkernfs, 1 GiB at 0x100000000, through dom-0 (no owner), whose tables outlive a kexec. 00:03.0 NVMe is blocked, fault 0x2.",
            good.QuerySelector("figcaption")!.TextContent);
        Assert.Equal("/?step=jump", good.QuerySelector("figure a")!.GetAttribute("href"));
        foreach (string theme in new[] { "dark", "light" })
        {
            var picture = good.QuerySelector($"img.for-{theme}")!;
            Assert.StartsWith($"/picture/scenario/pkernfs-rfc.svg?theme={theme}&tag=", picture.GetAttribute("src"), StringComparison.Ordinal);
            Assert.Equal(("347", "186"), (picture.GetAttribute("width"), picture.GetAttribute("height")));
            Assert.Equal("Jump, no kernel. Memory: low RAM, free and stale; pkernfs, 1 GiB at 0x100000000, guest RAM and free; high RAM, free and stale.", picture.GetAttribute("alt"));
        }
        var posted = Card(page, "pkernfs-rfc-as-posted");
        Assert.EndsWith("problems", posted.QuerySelector("summary")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.NotEmpty(posted.QuerySelectorAll("details li"));
        Assert.Contains("01:00.0 NIC is blocked, fault 0x2.", posted.QuerySelector("figcaption")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALargeMachineIsRunWhenSomeoneAsks()
    {
        const string name = "guest-64g-4k-as-posted";
        var page = context.OpenGallery();
        Assert.Equal(ScenarioLibrary.Names.Except(small).Order(), page.FindAll("article").Where(card => card.QuerySelector(".no-picture button") is not null).Select(card => card.QuerySelector("header .mono")!.TextContent).Order());
        Assert.Null(context.Overviews.Find(name));
        await page.InvokeAsync(() => page.Find($"#{"scenario-" + name}").Closest("article")!.QuerySelector(".no-picture button")!.Click());
        page.WaitForState(() => Card(page, name).QuerySelector("figure img") is not null, TimeSpan.FromSeconds(180));
    }

    [Fact]
    public async Task AFileThatIsTakenOpensInTheEditor()
    {
        var page = context.OpenGallery();
        await ScenariosContext.TakeAsync(page, new ChosenFile("mine.yaml", "name: mine\r\ntitle: Mine\r\n"));
        Assert.EndsWith("/scenarios/own", context.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(("mine.yaml", "name: mine\ntitle: Mine\n"), (context.Draft.Current!.FileName, context.Draft.Current.Text));
    }

    [Fact]
    public async Task ALinkThatCameAsAFileIsFollowed()
    {
        var page = context.OpenGallery();
        await ScenariosContext.TakeAsync(page, new ChosenFile("view.pkernfs-link", LinkFile.Write("/?step=jump&select=register:RTADDR")));
        Assert.EndsWith("/?step=jump&select=register:RTADDR", context.Navigation.Uri, StringComparison.Ordinal);
        Assert.Null(context.Draft.Current);

        await ScenariosContext.TakeAsync(page, new ChosenFile("bad.pkernfs-link", LinkFile.Write("https://example.org/")));
        Assert.Contains("bad.pkernfs-link was not opened: It holds no link of the explorer", page.Find(".drop-message").TextContent, StringComparison.Ordinal);
    }

    private static IElement Card(IRenderedComponent<Web.Components.Pages.Scenarios> page, string name) => page.Find($"#scenario-{name}").Closest("article")!;
}
