using CsCheck;
using Pkernfs.Core.Platform;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.State;

public sealed class ExplorerViewTests
{
    [Fact]
    public void EveryViewComesBackFromItsLink() => Views.Any.Sample(view =>
    {
        var parsed = ExplorerView.Parse(view.ToUrl());
        Assert.Equal(view, parsed.View);
        Assert.Empty(parsed.Messages);
    });

    [Fact]
    public void AnApproachsNameIsALinkToItsScenario()
    {
        Assert.Equal("pkernfs-rfc", ExplorerView.Parse("/?scenario=pkernfs&step=jump").View.Scenario);
        Assert.Equal("/?step=jump", ExplorerView.Parse("/?scenario=pkernfs&step=jump").View.ToUrl());
    }

    [Fact]
    public void EveryLinkIsAnAddressThatABrowserKeeps() => Views.Any.Sample(view =>
    {
        string url = view.ToUrl();
        Assert.True(Uri.TryCreate("http://127.0.0.1:5080" + url, UriKind.Absolute, out var uri));
        Assert.Equal(view, ExplorerView.Parse(uri.AbsoluteUri).View);
    });

    [Fact]
    public void NoLinkMakesReadingFail() => Gen.String[0, 200].Sample(text =>
    {
        Assert.NotNull(ExplorerView.Parse("/?" + text).View.Scenario);
        Assert.NotNull(ExplorerView.Parse("/?select=" + text + "&map=" + text + "&layers=" + text).View.Scenario);
    });

    [Fact]
    public void TheDefaultViewIsTheRoot()
    {
        Assert.Equal("/", ExplorerView.Default.ToUrl());
        Assert.Equal(ExplorerView.Default, ExplorerView.Parse("http://127.0.0.1:5080/").View);
    }

    [Fact]
    public void LinksReadAsWordsAndHexadecimalAddresses()
    {
        var view = new ExplorerView
        {
            Step = "zap-host-contexts",
            Camera = new Camera(new PhysicalAddress(0x1_0000_0000), ByteCount.FromGiB(1), MapLevel.Block),
            Selection = new Selection.DeviceAddress(new PciAddress(1, 0, 0), new Iova(0xa3b7d40)),
            Layers = MapLayers.Tables | MapLayers.Disagreement | MapLayers.Dma,
            Theme = ThemeChoice.Light,
            Session = "demo",
            Follow = true,
        };
        Assert.Equal(
            "/?session=demo&step=zap-host-contexts&map=0x100000000:0x40000000:block&select=iova:01:00.0:0xa3b7d40&layers=tables,disagreement&theme=light&follow=yes",
            view.ToUrl());
    }

    // Links that were given out. They open for good: add to this list, never change it.
    [Theory]
    [InlineData("/?select=bytes:0x100403000:0x10", "Bytes { Range = [0x100403000-0x10040300f] }")]
    [InlineData("/?select=bytes:0x100403000:16", "Bytes { Range = [0x100403000-0x10040300f] }")]
    [InlineData("/?select=pfn:0x40200", "Frame { Number = pfn:0x40200 }")]
    [InlineData("/?select=iova:01:00.0:0xa3b7d40", "DeviceAddress { Device = 01:00.0, Address = 0xa3b7d40 }")]
    [InlineData("/?select=device:00:03.0", "Function { Address = 00:03.0 }")]
    [InlineData("/?select=entry:second-stage-2:0x120803000:81", "Entry { Table = SecondStage2, Base = 0x120803000, Index = 81 }")]
    [InlineData("/?select=step:zap-host-contexts", "Step { Id = zap-host-contexts }")]
    [InlineData("/?select=register:RTADDR", "Register { Name = RTADDR }")]
    public void EveryKindOfSelectionOpens(string url, string expected)
    {
        var parsed = ExplorerView.Parse(url);
        Assert.Empty(parsed.Messages);
        Assert.Equal(expected, parsed.View.Selection!.ToString());
    }

    // As above: what these links showed when they were given out, they show for good. Where DMA landed always showed then.
    [Theory]
    [InlineData("/", MapLayers.Ownership | MapLayers.Dma)]
    [InlineData("/?layers=none", MapLayers.Dma)]
    [InlineData("/?layers=allocator", MapLayers.Allocator | MapLayers.Dma)]
    [InlineData("/?layers=tables,disagreement", MapLayers.Tables | MapLayers.Disagreement | MapLayers.Dma)]
    [InlineData("/?layers=allocator,tables,medium,disagreement", MapLayers.Ownership | MapLayers.Disagreement | MapLayers.Dma)]
    [InlineData("/?layers=allocator,tables,medium,no-dma", MapLayers.Ownership)]
    [InlineData("/?layers=no-dma", MapLayers.None)]
    [InlineData("/?layers=persistence", MapLayers.Persistence | MapLayers.Dma)]
    [InlineData("/?layers=ownership,differences,no-dma&against=jump", MapLayers.Ownership | MapLayers.Differences)]
    public void LayersOfLinksStayWhatTheyWere(string url, MapLayers expected)
    {
        var parsed = ExplorerView.Parse(url);
        Assert.Empty(parsed.Messages);
        Assert.Equal(expected, parsed.View.Layers);
    }

    [Fact]
    public void TheMomentOfDifferencesIsInTheLinkByItsStep() => Assert.Equal(
        "/?layers=allocator,tables,medium,differences&against=load-kernel-b",
        (ExplorerView.Default with { Layers = ExplorerView.DefaultLayers | MapLayers.Differences, Against = "load-kernel-b" }).ToUrl());

    [Theory]
    [InlineData("select=bytes:0x1000:0")]
    [InlineData("select=bytes:0xffffffffffffffff:2")]
    [InlineData("select=bytes:0x10000000000000000:1")]
    [InlineData("select=pfn:0x10000000000000")]
    [InlineData("select=iova:01:32.0:0x1000")]
    [InlineData("select=entry:context:0x1000:512")]
    [InlineData("select=entry:page:0x1000:1")]
    [InlineData("select=step:")]
    [InlineData("select=cow:1")]
    [InlineData("map=0x1000:0x1000")]
    [InlineData("map=0x1000:0x0:page")]
    [InlineData("map=0x1000:0x1000:acre")]
    [InlineData("layers=goats,cows")]
    [InlineData("theme=mauve")]
    [InlineData("follow=maybe")]
    [InlineData("tour=0")]
    [InlineData("tour=first")]
    [InlineData("colour=red")]
    public void WhatCannotBeReadIsLeftOutWithASentence(string query)
    {
        var parsed = ExplorerView.Parse("/?" + query + "&step=jump");
        Assert.Equal(ExplorerView.Default with { Step = "jump" }, parsed.View);
        string message = Assert.Single(parsed.Messages);
        Assert.StartsWith("The link's \"", message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfLayersAndEditsThatLinksNameTheKnownOnesStay()
    {
        var layers = ExplorerView.Parse("/?layers=tables,cows,no-dma");
        Assert.Equal(MapLayers.Tables, layers.View.Layers);
        Assert.Contains("has \"cows\", which cannot be read and was left out. It wants names", Assert.Single(layers.Messages), StringComparison.Ordinal);

        var edits = ExplorerView.Parse("/?edits=skip:save-vm;leap:jump;fault:crash-vmm@jump");
        Assert.Equal("skip:save-vm;fault:crash-vmm@jump", edits.View.Edits);
        Assert.Contains("opened with the rest. 'leap:jump' is no edit", Assert.Single(edits.Messages), StringComparison.Ordinal);
    }
}
