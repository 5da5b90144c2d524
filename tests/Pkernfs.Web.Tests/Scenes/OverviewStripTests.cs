using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class OverviewStripTests
{
    private static OverviewStrip Strip => MemoryScene.Of(ExampleRun.Inspection, 0, MapLayers.All).Strip;

    [Fact]
    public void AHugeGapIsBroken() =>
        Assert.Equal([0UL, 0xfd00000000], Strip.Parts.Select(part => part.Range.Start.Value));

    [Fact]
    public void PartsFillTheStripInOrder()
    {
        Assert.Equal(0, Strip.Parts[0].From);
        Assert.Equal(1, Strip.Parts[^1].To, 9);
        Assert.True(Strip.Parts[0].To < Strip.Parts[1].From);
    }

    [Fact]
    public void TicksNameTheEndsOfRam() =>
        Assert.Equal(["0x0", "0x80000000", "0x100000000", "0x140000000", "0x200000000", "1 TiB"], Strip.Ticks.Select(tick => tick.Text));

    [Fact]
    public void AnAddressLiesWhereItsPartIsToScale()
    {
        double quarter = Strip.At(new(0x80000000));
        Assert.Equal(Strip.Parts[0].To / 4, quarter, 9);
        Assert.Equal(Strip.Parts[0].To, Strip.At(new(0x4000000000)), 9);
    }
}
