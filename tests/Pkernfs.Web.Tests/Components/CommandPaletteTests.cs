using Bunit;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Components;

public sealed class CommandPaletteTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ListsEveryCommandButItself()
    {
        var dialog = await context.OpenAsync<CommandPalette>();
        Assert.Equal(
            Shortcuts.All.Where(shortcut => shortcut.Command != ExplorerCommand.ShowPalette).Select(shortcut => shortcut.Title),
            dialog.FindAll("[role=option] .name").Select(name => name.TextContent));
    }

    [Fact]
    public async Task TypingNarrowsArrowsChooseAndEnterRuns()
    {
        int walks = 0;
        int goes = 0;
        using var walk = context.Commands.Answer(ExplorerCommand.Walk, () => walks++);
        using var goTo = context.Commands.Answer(ExplorerCommand.GoTo, () => goes++);
        var dialog = await context.OpenAsync<CommandPalette>();
        dialog.Find("input").Input("an address");
        Assert.Equal(3, dialog.FindAll("[role=option]").Count);
        AssertChosen(ExplorerCommand.GoTo);
        dialog.Find("input").KeyDown("ArrowDown");
        AssertChosen(ExplorerCommand.Walk);
        dialog.Find("input").KeyDown("Enter");
        dialog.WaitForAssertion(() => Assert.Equal((1, 0), (walks, goes)));
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("input")));

        void AssertChosen(ExplorerCommand command)
        {
            var row = dialog.Find("[aria-selected=true]");
            Assert.Equal(Shortcuts.All.First(shortcut => shortcut.Command == command).Title, row.QuerySelector(".name")!.TextContent);
            Assert.Equal(row.Id, dialog.Find("input").GetAttribute("aria-activedescendant"));
        }
    }

    [Fact]
    public async Task ACommandNobodyAnswersToStaysAndSaysSo()
    {
        var dialog = await context.OpenAsync<CommandPalette>();
        dialog.Find("input").Input("walk");
        Assert.Equal("true", dialog.Find("[role=option]").GetAttribute("aria-disabled"));
        dialog.Find("input").KeyDown("Enter");
        Assert.Single(dialog.FindAll("input"));
    }

    [Fact]
    public async Task NothingFoundIsSaid()
    {
        var dialog = await context.OpenAsync<CommandPalette>();
        dialog.Find("input").Input("zebra");
        Assert.Contains("No command has \"zebra\" in its name.", dialog.Markup, StringComparison.Ordinal);
    }
}
