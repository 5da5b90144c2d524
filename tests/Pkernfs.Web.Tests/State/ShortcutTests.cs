using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.State;

public sealed class ShortcutTests
{
    [Fact]
    public void EveryCommandHasOneShortcut() =>
        Assert.Equal(Enum.GetValues<ExplorerCommand>(), Shortcuts.All.Select(shortcut => shortcut.Command).Order());

    [Fact]
    public void NoTwoCommandsShareAKey() =>
        Assert.Distinct(Shortcuts.All.Where(shortcut => shortcut.Key.Length > 0).Select(shortcut => shortcut.AriaKeys));

    [Fact]
    public void NoTwoCommandsShareATitle() =>
        Assert.Distinct(Shortcuts.All.Select(shortcut => shortcut.Title));

    [Theory]
    [InlineData(ExplorerCommand.PreviousPhase, "Shift ←", "Shift+ArrowLeft")]
    [InlineData(ExplorerCommand.PlayOrPause, "Space", "Space")]
    [InlineData(ExplorerCommand.ShowPalette, "Ctrl K", "Control+k")]
    [InlineData(ExplorerCommand.ShowShortcuts, "?", "?")]
    public void KeysAreShownAsPeopleReadThem(ExplorerCommand command, string keycaps, string aria)
    {
        var shortcut = Shortcuts.For(command);
        Assert.Equal(keycaps, string.Join(' ', shortcut.Keycaps));
        Assert.Equal(aria, shortcut.AriaKeys);
    }
}
