using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Tests.Scenarios;

public sealed class ThumbnailTests
{
    private static readonly Core.Platform.Board board = ScenarioLibrary.LoadBoard("q35-6g");

    [Fact]
    public void TheStripShowsWhatMostBytesOfAColumnAre()
    {
        var ownership = new OwnershipMap([Extent(0, 4, OwnerClass.KernelData), Extent(4, 4, OwnerClass.Free)]);
        var picture = ThumbnailLayout.Of(ownership, board, null);
        Assert.Equal([new(0, 96, OwnerClass.KernelData), new(96, 96, OwnerClass.Free)], picture.Strip);
        Assert.Null(picture.CarveOut);
        Assert.Equal(96, picture.ColumnOf(new(4UL << 30)));
    }

    [Fact]
    public void ACellWithTablesIsTablesThoughTheyBeOnePage()
    {
        var table = new OwnedExtent(new(new(4UL << 30), ByteCount.Page), OwnerClass.DomainPageTable, "top page", true);
        var rest = new OwnedExtent(PhysicalRange.FromTo(table.Range.End, new(5UL << 30)), OwnerClass.GuestRam, "/guest-ram", true);
        var region = ThumbnailLayout.Of(new OwnershipMap([table, rest]), board, new PhysicalRange(new(4UL << 30), ByteCount.FromGiB(1))).CarveOut!;
        Assert.Equal(OwnerClass.DomainPageTable, region.Cells[0]);
        Assert.All(region.Cells[1..], kind => Assert.Equal(OwnerClass.GuestRam, kind));
    }

    [Theory]
    [InlineData(1UL << 30, 512, 2)]
    [InlineData(6UL << 20, 3, 2)]
    [InlineData(512UL << 30, 512, 1024)]
    [InlineData((512UL << 30) + (2UL << 20), 257, 2048)]
    public void APictureDoesNotGrowWithTheRegion(ulong length, int cells, ulong cellMebibytes)
    {
        var region = ThumbnailLayout.Of(new OwnershipMap([]), board, new PhysicalRange(new(4UL << 30), new(length))).CarveOut!;
        Assert.Equal((cells, ByteCount.FromMiB(cellMebibytes)), (region.Cells.Length, region.CellSize));
        Assert.True(region.Rows <= ThumbnailRegion.MostRows);
    }

    [Theory]
    [InlineData(0UL, "0 bytes")]
    [InlineData(1UL, "1 byte")]
    [InlineData(100_000_000UL, "95.4 MiB")]
    [InlineData(6UL << 30, "6 GiB")]
    public void SizesAreRounded(ulong bytes, string expected) => Assert.Equal(expected, RoundSize.Of(bytes));

    private static OwnedExtent Extent(ulong startGiB, ulong lengthGiB, OwnerClass kind) =>
        new(new(new(startGiB << 30), ByteCount.FromGiB(lengthGiB)), kind, "", false);
}
