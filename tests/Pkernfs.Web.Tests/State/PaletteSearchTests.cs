using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.State;

public sealed class PaletteSearchTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void NothingTypedFindsAllInTheTablesOrder(string text) =>
        Assert.Equal(Shortcuts.All, PaletteSearch.Find(Shortcuts.All, text));

    [Theory]
    [InlineData("phase", ExplorerCommand.PreviousPhase, ExplorerCommand.NextPhase)]
    [InlineData("STEP next", ExplorerCommand.NextStep, ExplorerCommand.NextBroken)]
    [InlineData("appearance", ExplorerCommand.SwitchTheme, ExplorerCommand.SwitchMotion)]
    [InlineData("w walk", ExplorerCommand.Walk)]
    [InlineData("nothing of the kind")]
    public void EveryWordMustBeFound(string text, params ExplorerCommand[] expected) =>
        Assert.Equal(expected, PaletteSearch.Find(Shortcuts.All, text).Select(shortcut => shortcut.Command));

    [Fact]
    public void TitlesThatBeginWithTheTextComeFirst() =>
        Assert.Equal(ExplorerCommand.ShowPalette, PaletteSearch.Find(Shortcuts.All, "find")[0].Command);
}
