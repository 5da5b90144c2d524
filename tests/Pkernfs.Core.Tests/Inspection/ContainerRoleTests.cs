using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>Every byte of a container's file is told: on the map by owner, in the inspector by field.</summary>
public class ContainerRoleTests
{
    private static readonly Lazy<RunInspection> Example = new(() => new(Runner.Run(ScenarioLibrary.Load("container-file").Scenario!.Plan)));

    private static readonly MomentInspection Jump = MomentInspection.Of(Example.Value, Example.Value.Timeline.Moments.First(moment => moment.Step.Id == "jump").Step.Index);

    private static PhysicalAddress Block => Jump.Medium!.BlockAddress(Jump.Medium.Lookup("/iommu/container-0")!.MappingsBlock);

    [Theory]
    [InlineData(0x0000, ByteRoleKind.RegionBitmap, "Page bitmap of /iommu/container-0")]
    [InlineData(0x1000, ByteRoleKind.SecondStageEntry, "Level 4 entry 0 of 01:00.0")]
    [InlineData(0x2000, ByteRoleKind.ContainerHeader, "Header of /iommu/container-0")]
    [InlineData(0x203f, ByteRoleKind.ContainerHeader, "Header of /iommu/container-0")]
    [InlineData(0x2040, ByteRoleKind.ContainerRecord, "Record 0 of /iommu/container-0")]
    [InlineData(0x2067, ByteRoleKind.ContainerRecord, "Record 0 of /iommu/container-0")]
    [InlineData(0x2068, ByteRoleKind.ContainerRecord, "Record 1 of /iommu/container-0")]
    [InlineData(0x20b8, ByteRoleKind.ContainerRecord, "Record 3 of /iommu/container-0")]
    [InlineData(0x2fdf, ByteRoleKind.ContainerRecord, "Record 99 of /iommu/container-0")]
    [InlineData(0x2fe0, ByteRoleKind.ContainerRecord, "End of a page of /iommu/container-0")]
    [InlineData(0x3000, ByteRoleKind.SecondStageEntry, "Level 3 entry 0 of 01:00.0")]
    public void Each_byte_has_its_role(int offset, ByteRoleKind kind, string title)
    {
        var address = Block + new ByteCount((ulong)offset);
        var role = Jump.RoleOf(address);
        Assert.Equal((kind, title), (role.Kind, role.Title));
        Assert.True(role.Range.Contains(address));
    }

    [Fact]
    public void A_record_says_what_it_maps()
    {
        var decoded = Jump.RoleOf(Block + new ByteCount(0x2068)).Decoded!;
        Assert.False(decoded.IsBroken);
        Assert.Equal("[0xc0000-0xfffff] → /guest-ram + 0xc0000, read", decoded.Summary);
        Assert.Equal("/guest-ram", decoded.Fields.Single(field => field.Name == "inode").Meaning);
        Assert.Equal("not in use", Jump.RoleOf(Block + new ByteCount(0x20b8)).Decoded!.Summary);
    }

    [Fact]
    public void The_header_says_whether_it_would_be_believed()
    {
        Assert.False(Jump.RoleOf(Block + new ByteCount(0x2000)).Decoded!.IsBroken);
        byte[] header = new byte[64];
        Jump.Platform.Memory.TryRead(Block + new ByteCount(0x2000), header);
        var decoded = ContainerStructures.Header(Block, header, "EIO: it does not match its checksum.");
        Assert.Contains(decoded.Fields, field => field is { Name: "checksum", Broken: true });
        Assert.Contains(decoded.Fields, field => field is { Name: "requester" } && field.Meaning.StartsWith("01:00.0", StringComparison.Ordinal));
    }

    /// <summary>Each bit of header and record is in exactly one field.</summary>
    [Theory]
    [InlineData(0x2000, 64)]
    [InlineData(0x2040, 40)]
    [InlineData(0x20b8, 40)]
    public void Fields_cover_every_bit(int offset, int length)
    {
        var decoded = Jump.RoleOf(Block + new ByteCount((ulong)offset)).Decoded!;
        Assert.Equal(length, decoded.Length);
        Assert.Equal(Enumerable.Range(0, length * 8), decoded.Fields.SelectMany(field => Enumerable.Range(field.Low, field.Width)));
    }

    [Fact]
    public void The_map_knows_header_tables_and_free_pages_apart()
    {
        string[] labels = [.. Enumerable.Range(0, 8).Select(page => Jump.Owners.At(Block + (ByteCount.Page * (ulong)page))!.Label)];
        Assert.Equal("/iommu/container-0: page bitmap", labels[0]);
        Assert.Equal("/iommu/container-0: level 4 table of 01:00.0", labels[1]);
        Assert.Equal("/iommu/container-0: header and records", labels[2]);
        Assert.Equal("/iommu/container-0: level 3 table of 01:00.0", labels[3]);
        Assert.Equal("/iommu/container-0: page not handed out", labels[7]);
        Assert.Equal(OwnerClass.PkernfsMetadata, Jump.Owners.At(Block + (ByteCount.Page * 2))!.Class);
        Assert.Equal(BlockUse.Container, Jump.FilePlace(Block + new ByteCount(0x2040))!.Use);
    }
}
