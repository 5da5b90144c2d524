using Bunit;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Components;

public sealed class ShortcutSheetTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ListsEveryCommandThatHasKeysWithThem()
    {
        var dialog = await context.OpenAsync<ShortcutSheet>();
        var rows = dialog.FindAll("dl .row");
        var withKeys = Shortcuts.All.Where(shortcut => shortcut.Key.Length > 0).ToArray();
        Assert.Equal(withKeys.Length, rows.Count);
        foreach (var shortcut in withKeys)
        {
            var row = Assert.Single(rows, row => row.QuerySelector("dt")!.TextContent == shortcut.Title);
            Assert.Equal(shortcut.Keycaps, row.QuerySelectorAll("kbd").Select(key => key.TextContent));
        }
    }
}
