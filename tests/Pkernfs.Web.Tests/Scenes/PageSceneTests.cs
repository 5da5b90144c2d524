using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class PageSceneTests
{
    private static PageScene Page(ulong address, string step = "load-kernel-b") =>
        PageScene.Of(ExampleRun.At(step).Machine, ExampleRun.Inspection.OwnershipAt(ExampleRun.Step(step)), new(address));

    [Fact]
    public void ATablesEntriesSayWhatTheyMap()
    {
        var page = Page(0x120803000);
        Assert.True(page.IsTable);
        Assert.Equal(("0x0", "table, level 1", "0x120804000"), (page.Lines[0].From, page.Lines[0].Kind, page.Lines[0].To));
        Assert.Equal(("0x200000", "2 MiB leaf, R W", "0x100a00000", "guest-ram"), (page.Lines[1].From, page.Lines[1].Kind, page.Lines[1].To, page.Lines[1].Owner));
        Assert.Equal("83 00 a0 00 01 00 00 00", page.Lines[1].Bytes);
    }

    [Fact]
    public void ARunIsFoldedAndSaysHowManyItStandsFor()
    {
        var page = Page(0x120803000);
        Assert.Contains("252 more, 3 to 254, go on alike, +2 MiB each", page.Lines.Select(line => line.Folded));
        Assert.Contains("255 more, 257 to 511, are zero too", page.Lines.Select(line => line.Folded));
    }

    [Theory]
    [InlineData(0x120803000)]
    [InlineData(0x120804000)]
    [InlineData(0x100401000)]
    [InlineData(0x100403000)]
    [InlineData(0x100000000)]
    [InlineData(0x30a00000)]
    public void EveryRowIsShownOrCounted(ulong address)
    {
        int rows = Page(address).Lines.Sum(line => line.Folded is { } folded ? int.Parse(folded.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) : 1);
        Assert.Equal(PageScene.Rows, rows);
    }

    [Fact]
    public void ContextEntriesNameTheirFunction()
    {
        var page = Page(0x100403000);
        Assert.Equal(("01:00.0", "context entry, TT 0", "0x120801000"), (page.Lines[0].From, page.Lines[0].Kind, page.Lines[0].To));
        Assert.Equal("AW 2, domain id 9", page.Lines[1].Kind);
    }

    [Fact]
    public void PlainBytesAreShownAsText()
    {
        var page = Page(0x100000000);
        Assert.False(page.IsTable);
        Assert.Equal("sfnrekp.", page.Lines[0].Text);
    }

    [Fact]
    public void WhereNoRamAnswersThereAreNoBytes()
    {
        var page = Page(0xc0000000);
        Assert.Empty(page.Lines);
        Assert.Contains("no RAM", page.Role, StringComparison.Ordinal);
    }
}
