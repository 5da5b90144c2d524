using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Tests.Scenes.Translation;

public sealed class SlotStripTests
{
    [Fact]
    public void SlotsOfAKindAreOnePartAndOthersStandBetween()
    {
        var strip = SlotStrip.Of(Table(Leaf(0, 99), Leaf(100, 159), Line(160, 160, TranslationLineKind.Table), Leaf(192, 511)), default)!;
        Assert.Equal(
            [(0, 159, TranslationLineKind.Leaf), (160, 160, TranslationLineKind.Table), (192, 511, TranslationLineKind.Leaf)],
            strip.Parts.Select(part => (part.First, part.Last, part.Kind)));
        Assert.Null(strip.Walked);
    }

    [Fact]
    public void HoweverScatteredATableIsItsPartsAreAsManyAsCanBeSeen()
    {
        var strip = SlotStrip.Of(Table([.. Enumerable.Range(0, 256).Select(i => Leaf(2 * i, 2 * i))]), default)!;
        Assert.Equal((0, 510), (Assert.Single(strip.Parts).First, strip.Parts[0].Last));
    }

    [Fact]
    public void TheWalkedSlotIsMarked() =>
        Assert.Equal(81, SlotStrip.Of(Table(Leaf(0, 511)), new(new(0x1000), 81, 0, 0, DmaWalkLevel.SecondStage, 1))!.Walked);

    [Fact]
    public void WhatCannotBeReadHasNone()
    {
        Assert.Null(SlotStrip.Of(Table(Leaf(0, 511)) with { IsReadable = false }, default));
        Assert.Null(SlotStrip.Of(Table(Leaf(0, 511)) with { IsRepeated = true }, default));
    }

    private static TranslationTable Table(params TranslationLine[] lines) => new(new(0x1000), 1, default, null, true, false, [.. lines]);

    private static TranslationLine Leaf(int first, int last) => Line(first, last, TranslationLineKind.Leaf);

    private static TranslationLine Line(int first, int last, TranslationLineKind kind) => new(first, last, kind, 3, new(0x2000), AccessRights.ReadWrite);
}
