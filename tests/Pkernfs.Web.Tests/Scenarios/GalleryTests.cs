using Bunit;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tests.Scenarios;

public sealed class GalleryTests : IAsyncDisposable
{
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
        page.WaitForState(() => page.FindAll("figure svg").Count == ScenarioLibrary.Names.Length, TimeSpan.FromSeconds(180));
        var good = page.FindAll("article").Single(card => card.QuerySelector("#scenario-pkernfs-rfc") is not null);
        Assert.Equal("Everything survives", good.QuerySelector(".holds")!.TextContent.Trim());
        // The guest's 512 MiB, and one block for the state that the VMM wrote down.
        Assert.Contains("514 MiB guest RAM and saved VM state", good.QuerySelector("figure svg")!.GetAttribute("aria-label"), StringComparison.Ordinal);
        var posted = page.FindAll("article").Single(card => card.QuerySelector("#scenario-pkernfs-rfc-as-posted") is not null);
        Assert.EndsWith("problems", posted.QuerySelector("summary")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.NotEmpty(posted.QuerySelectorAll("details li"));
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
}
