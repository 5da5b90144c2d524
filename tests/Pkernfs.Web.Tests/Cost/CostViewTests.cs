using Pkernfs.Core.Costs;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Cost;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Cost;

public sealed class CostViewTests
{
    [Fact]
    public void TheBareAddressIsTheDefault() => Assert.Equal("/cost", CostView.Parse("http://localhost/cost").View.ToUrl());

    [Theory]
    [InlineData("/cost?guest=1T")]
    [InlineData("/cost?guest=768M&pages=4K&show=blocked")]
    [InlineData("/cost?pages=1G&show=written&p.memory-write=16&p.page-pin=12.5")]
    [InlineData("/cost?guest=12T&p.call=0&theme=light")]
    public void AnAddressGivesTheViewThatGivesIt(string url)
    {
        var (view, messages) = CostView.Parse("http://localhost" + url);
        Assert.Empty(messages);
        Assert.Equal(url, view.ToUrl());
    }

    [Theory]
    [InlineData("guest=1", "A guest of 1 byte is outside what is answered for: 256 MiB to 16 TiB.")]
    [InlineData("guest=257M", "A guest of 257 MiB is no multiple of 2 MiB, a block of pkernfs.")]
    [InlineData("guest=big", "'big' is not a size: write 512M, 1 GiB or 0x40000000.")]
    [InlineData("pages=8K", "Page tables have no leaf of 8 KiB: 4K, 2M and 1G are possible.")]
    [InlineData("show=price", "There is no curve \"price\": blackout, blocked, around, reserved, written can be shown.")]
    [InlineData("p.page-pins=3", "There is no cost parameter \"page-pins\". Did you mean 'page-pin'? They are listed in docs/cost-model.md.")]
    [InlineData("p.memory-write=0", "0 GB/s is outside what memory-write takes: 0.1 to 1000 GB/s.")]
    public void WhatCannotBeReadIsToldAndLeftAtItsDefault(string query, string sentence)
    {
        var (view, messages) = CostView.Parse("http://localhost/cost?" + query);
        Assert.Equal([sentence], messages);
        Assert.Equal("/cost", view.ToUrl());
    }

    [Fact]
    public void EveryCurveHasAWordThatFindsIt() =>
        Assert.All(CostMetrics.All, metric => Assert.Equal(metric, CostMetrics.Find(ViewValues.Word(metric))));

    [Theory]
    [InlineData(0, "none")]
    [InlineData(650, "0.7 µs")]
    [InlineData(150_000, "0.15 ms")]
    [InlineData(542_778_655, "542.8 ms")]
    [InlineData(2_092_800_000, "2.09 s")]
    [InlineData(11_220_500_000, "11.2 s")]
    public void TimesAreWrittenWithTheDigitsThatMatter(long nanoseconds, string words) => Assert.Equal(words, CostWords.Time(nanoseconds));

    [Fact]
    public void OwnRunsAreShownUnlessTheAddressAsksForOthers()
    {
        Assert.True(CostView.Default.IsOwnRun);
        Assert.False((CostView.Default with { Leaves = LeafSize.FourKiB }).IsOwnRun);
        Assert.True((CostView.Default with { Parameters = CostParameters.Default.With(CostCatalogue.Fixed[0], 1) }).IsOwnRun);
    }
}
