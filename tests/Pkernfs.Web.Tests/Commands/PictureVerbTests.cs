using Pkernfs.Web.Rendering;

namespace Pkernfs.Web.Tests.Commands;

public sealed class PictureVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pictures").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("svg", "<svg")]
    [InlineData("png", "\u0089PNG")]
    [InlineData("txt", "Jump, no kernel")]
    [InlineData("md", "**Memory map")]
    [InlineData("csv", "start,end,bytes")]
    [InlineData("json", "{")]
    public async Task RenderWritesEachFormat(string format, string begins)
    {
        string file = Path.Combine(folder, "picture." + format);
        var run = await VerbRun.OfAsync("render", "pkernfs", "--at", "jump", "--output", file);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.StartsWith(begins, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoScenariosAreComparedAndTold()
    {
        string picture = Path.Combine(folder, "compare.svg"), pdf = Path.Combine(folder, "story.pdf"), pages = Path.Combine(folder, "pages"), clip = Path.Combine(folder, "clip.svg");
        Assert.Equal(0, (await VerbRun.OfAsync("render", "pkernfs", "--at", "jump", "--view", "compare", "--with", "save-restore", "--output", picture)).Code);
        Assert.Contains("differences, from A to B", await File.ReadAllTextAsync(picture, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await VerbRun.OfAsync("storyboard", "pkernfs", "--with", "save-restore", "--format", "pdf", "--output", pdf)).Code);
        Assert.Equal(0, (await VerbRun.OfAsync("storyboard", "pkernfs", "--at", "jump", "--at", "run-guest", "--format", "svg", "--output", pages)).Code);
        Assert.Single(Directory.GetFiles(pages, "page-*.svg"));
        Assert.Equal(0, (await VerbRun.OfAsync("clip", "pkernfs", "--from", "load-kernel-b", "--to", "jump", "--output", clip)).Code);
        Assert.Contains("@keyframes", await File.ReadAllTextAsync(clip, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinksLeadToTheServerThatIsNamed()
    {
        string picture = Path.Combine(folder, "picture.svg"), table = Path.Combine(folder, "table.md"), story = Path.Combine(folder, "story.html");
        string[] at = ["pkernfs", "--at", "jump", "--server", "https://explorer.example"];
        var drawn = await VerbRun.OfAsync(["render", .. at, "--output", picture]);
        Assert.Contains("step 41 of 68, Jump, no kernel; ", drawn.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await VerbRun.OfAsync(["render", .. at, "--output", table])).Code);
        Assert.Equal(0, (await VerbRun.OfAsync(["storyboard", .. at, "--output", story])).Code);
        foreach (string file in new[] { picture, table, story }) Assert.Contains("https://explorer.example/?step=jump", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // Wherever it leads, the moment opens on the server that it is dropped on.
        Assert.Equal("/?step=jump", PictureFile.Read(await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken)).Address);
    }

    [Theory]
    [InlineData("is no format", "render", "pkernfs", "--at", "jump", "--output", "picture.gif")]
    [InlineData("is no view", "render", "pkernfs", "--at", "jump", "--view", "map", "--output", "picture.svg")]
    [InlineData("is no theme", "render", "pkernfs", "--at", "jump", "--theme", "sepia", "--output", "picture.svg")]
    [InlineData("is no size", "render", "pkernfs", "--at", "jump", "--size", "10x10", "--output", "picture.svg")]
    [InlineData("There is no moment \"jmp\"", "render", "pkernfs", "--at", "jmp", "--output", "picture.svg")]
    [InlineData("is no place on the map", "render", "pkernfs", "--at", "jump", "--map", "here", "--output", "picture.svg")]
    [InlineData("is nothing to select", "render", "pkernfs", "--at", "jump", "--select", "that", "--output", "picture.svg")]
    [InlineData("select an address", "render", "pkernfs", "--at", "jump", "--view", "walk", "--output", "picture.txt")]
    [InlineData("is a table", "render", "pkernfs", "--at", "jump", "--view", "invariants", "--output", "picture.svg")]
    [InlineData("wants another scenario", "render", "pkernfs", "--at", "jump", "--view", "compare", "--output", "picture.svg")]
    [InlineData("There is nothing to walk", "render", "pkernfs", "--at", "jump", "--view", "walk", "--output", "picture.svg")]
    [InlineData("/nonexistent/picture.svg cannot be written", "render", "pkernfs", "--at", "jump", "--output", "/nonexistent/picture.svg")]
    [InlineData("/nonexistent/clip.svg cannot be written", "clip", "pkernfs", "--from", "keep-01-00.0", "--to", "jump", "--output", "/nonexistent/clip.svg")]
    [InlineData("/nonexistent/story.html cannot be written", "storyboard", "pkernfs", "--at", "jump", "--output", "/nonexistent/story.html")]
    [InlineData("is no server's address", "render", "pkernfs", "--at", "jump", "--server", "example", "--output", "picture.svg")]
    [InlineData("is no format of a storyboard", "storyboard", "pkernfs", "--format", "doc", "--output", "story")]
    [InlineData("does not come after", "clip", "pkernfs", "--from", "jump", "--to", "run-guest", "--output", "clip.svg")]
    [InlineData("choose a first and a last step that are closer", "clip", "pkernfs", "--from", "0", "--to", "65", "--output", "clip.svg")]
    public async Task WhatCannotBeDrawnIsBadInput(string part, params string[] arguments) => (await VerbRun.OfAsync(arguments)).IsBadInput(part);
}
