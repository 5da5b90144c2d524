using System.Buffers.Binary;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

/// <summary>Layouts of what is handed over, field by field, and each back again.</summary>
public class HandoverRecordTests
{
    /// <summary>A record's bytes, its length, an offset, how many bytes there, what must stand there.</summary>
    public static TheoryData<string, byte[], int, int, int, ulong> Fields
    {
        get
        {
            byte[] vmalloc = new byte[16], folio = new byte[16];
            new VmallocDescriptor(new(0x1000), 3, 1, 2).Write(vmalloc);
            new FolioRecord(new(0x123456), 3, 0x200).Write(folio);
            byte[] root = new OrchestratorRoot(7, new(0x2000), new(0x3000)).Encode(HandoverVersion.V4);
            byte[] session = new SessionRecord("ab", new(0x4000), 5).Encode(), file = new FileRecord("memfd-v2", 0x5000, 9).Encode(), shared = new SharedDataRecord("pci-v2", 0x6000, 2).Encode();
            byte[] memfd = new MemoryFileRecord(1, new(0x200000), 7, 0, 256, new(new(0x7000), 1, 1, 0)).Encode();
            byte[] unit = new UnitRecord(0xfed90000, false, new(0xfed90000), new(0x8000), [1, 0, 0, 0, 0, 0, 0, 0x80]).Encode();
            byte[] domain = new DomainRecord(new(0x9000), 4, 48).Encode(), device = new DeviceRecord(0x100, 0x13, new(0xa010), new(0xb010)).Encode();
            byte[] iommu = new IommuRecord(new(0x1000), new(0x2000), new(0x3000)).Encode(), hwpts = new IommufdRecord([new(new(0xc010), 0x10, true)]).Encode();
            byte[] vfio = new VfioDeviceRecord(0x100, 0, true).Encode(), pci = new PciRecord(10, [(0x100, 1)]).Encode();
            byte[] setup = new HandoverSetupData(new(0xd000), 4096, new(0xe000), 48).Encode(), metadata = new KexecMetadata("6.19.0", 3).Encode();
            return new()
            {
                { "setup_data", setup, 48, 0, 8, 0 },
                { "setup_data", setup, 48, 8, 4, 10 },
                { "setup_data", setup, 48, 12, 4, 32 },
                { "setup_data", setup, 48, 16, 8, 0xd000 },
                { "setup_data", setup, 48, 24, 8, 4096 },
                { "setup_data", setup, 48, 32, 8, 0xe000 },
                { "setup_data", setup, 48, 40, 8, 48 },
                { "kexec metadata", metadata, 73, 0, 4, 1 },
                { "kexec metadata", metadata, 73, 4, 4, 0x39312e36 },
                { "kexec metadata", metadata, 73, 69, 4, 3 },
                { "vmalloc", vmalloc, 16, 0, 8, 0x1000 },
                { "vmalloc", vmalloc, 16, 8, 4, 3 },
                { "vmalloc", vmalloc, 16, 12, 2, 1 },
                { "vmalloc", vmalloc, 16, 14, 2, 2 },
                { "folio", folio, 16, 0, 8, 0x123456 | (3UL << 52) },
                { "folio", folio, 16, 8, 8, 0x200 },
                { "luo root", root, 32, 0, 8, 0x35762d6f756c },
                { "luo root", root, 32, 8, 8, 7 },
                { "luo root", root, 32, 16, 8, 0x2000 },
                { "luo root", root, 32, 24, 8, 0x3000 },
                { "session", session, 80, 0, 8, 0x6261 },
                { "session", session, 80, 64, 8, 0x4000 },
                { "session", session, 80, 72, 8, 5 },
                { "file", file, 64, 0, 8, 0x32762d64666d656d },
                { "file", file, 64, 48, 8, 0x5000 },
                { "file", file, 64, 56, 8, 9 },
                { "shared data", shared, 64, 0, 8, 0x32762d696370 },
                { "shared data", shared, 64, 48, 8, 0x6000 },
                { "shared data", shared, 64, 56, 8, 2 },
                { "memfd", memfd, 48, 0, 8, 1 },
                { "memfd", memfd, 48, 8, 8, 0x200000 },
                { "memfd", memfd, 48, 16, 4, 7 },
                { "memfd", memfd, 48, 20, 4, 0 },
                { "memfd", memfd, 48, 24, 8, 256 },
                { "memfd", memfd, 48, 32, 8, 0x7000 },
                { "iommu", iommu, 24, 0, 8, 0x1000 },
                { "iommu", iommu, 24, 8, 8, 0x2000 },
                { "iommu", iommu, 24, 16, 8, 0x3000 },
                { "unit", unit, 112, 0, 4, 1 },
                { "unit", unit, 112, 8, 8, 0xfed90000 },
                { "unit", unit, 112, 16, 8, 1 },
                { "unit", unit, 112, 24, 1, 0 },
                { "unit", unit, 112, 32, 8, 0xfed90000 },
                { "unit", unit, 112, 40, 8, 0x8000 },
                { "unit", unit, 112, 48, 8, 1 },
                { "unit", unit, 112, 104, 8, 0x80 },
                { "domain", domain, 37, 8, 8, 0x9000 },
                { "domain", domain, 37, 16, 8, 3 },
                { "domain", domain, 37, 24, 4, 48 },
                { "domain", domain, 37, 28, 1, 0 },
                { "device", device, 56, 8, 4, 0x100 },
                { "device", device, 56, 12, 4, 0 },
                { "device", device, 56, 16, 8, 0x13 },
                { "device", device, 56, 24, 8, 0xa010 },
                { "device", device, 56, 32, 8, 0xb010 },
                { "iommufd", hwpts, 32, 0, 8, 1 },
                { "iommufd", hwpts, 32, 8, 8, 0xc010 },
                { "iommufd", hwpts, 32, 16, 8, 0x10 },
                { "iommufd", hwpts, 32, 24, 1, 1 },
                { "vfio-pci", vfio, 5, 0, 2, 0x100 },
                { "vfio-pci", vfio, 5, 2, 2, 0 },
                { "vfio-pci", vfio, 5, 4, 1, 1 },
                { "pci", pci, 16, 0, 4, 10 },
                { "pci", pci, 16, 4, 4, 1 },
                { "pci", pci, 16, 8, 4, 0 },
                { "pci", pci, 16, 12, 2, 0x100 },
                { "pci", pci, 16, 14, 2, 1 },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_stands_where_the_layout_has_it(string record, byte[] bytes, int length, int offset, int size, ulong value)
    {
        Assert.True(bytes.Length == length, $"{record} has {bytes.Length} bytes");
        byte[] word = new byte[8];
        bytes.AsSpan(offset, size).CopyTo(word);
        Assert.Equal(value, BinaryPrimitives.ReadUInt64LittleEndian(word));
    }

    [Fact]
    public void Records_come_back()
    {
        var session = new SessionRecord("guest", new(0x4000), 5);
        Assert.Equal(session, SessionRecord.Decode(session.Encode()));
        var file = new FileRecord(IommufdRecord.Compatible, 0x5000, ulong.MaxValue);
        Assert.Equal(file, FileRecord.Decode(file.Encode()));
        var memory = new MemoryFileRecord(0, ByteCount.FromMiB(512), 7, 0, 256, new(new(0x7000), 1, 1, 0));
        Assert.Equal(memory, MemoryFileRecord.Decode(memory.Encode()));
        var domain = new DomainRecord(new(0x9000), 4, 48);
        Assert.Equal(domain, DomainRecord.Decode(domain.Encode()));
        var device = new DeviceRecord(0x100, 3, new(0xa010), new(0xb010));
        Assert.Equal(device, DeviceRecord.Decode(device.Encode()));
        Assert.True(UnitRecord.Decode(new UnitRecord(1, true, new(1), new(0x8000), [4, 0, 0, 0, 0, 0, 0, 0]).Encode()) is { Restored: true, RootTable.Value: 0x8000 } unit && unit.HasContextTable(1) && !unit.HasContextTable(0));
        var metadata = new KexecMetadata("6.19.0-rc1", 2);
        Assert.Equal(metadata, KexecMetadata.Decode(metadata.Encode()));
    }

    [Theory]
    [InlineData(HandoverVersion.V1)]
    [InlineData(HandoverVersion.V2)]
    [InlineData(HandoverVersion.V3)]
    [InlineData(HandoverVersion.V4)]
    public void The_orchestrators_root_comes_back_in_each_version(HandoverVersion version)
    {
        var root = new OrchestratorRoot(3, new(0x12000), new(0x13000));
        byte[] bytes = root.Encode(version);
        Assert.Equal(version < HandoverVersion.V3, FlattenedDeviceTree.TotalSize(bytes) == bytes.Length);
        byte[] page = new byte[4096];
        bytes.CopyTo(page, 0);
        Assert.Equal(root, OrchestratorRoot.Decode(version, page, out string? problem));
        Assert.Null(problem);
        page[3] ^= 1;
        Assert.Null(OrchestratorRoot.Decode(version, page, out problem));
        Assert.NotNull(problem);
    }

    /// <summary>Records in one block of each kind.</summary>
    [Fact]
    public void Blocks_hold_as_many_as_the_layout_says()
    {
        Assert.Equal(51, RecordBlocks.Chain.Capacity(SessionRecord.Size));
        Assert.Equal(63, RecordBlocks.Chain.Capacity(FileRecord.Size));
        Assert.Equal(63, RecordBlocks.SharedData.Capacity(SharedDataRecord.Size));
        Assert.Equal(819, RecordBlocks.OldSessions.Capacity(SessionRecord.Size));
        Assert.Equal(128, RecordBlocks.OldFiles.Capacity(FileRecord.Size));
        Assert.Equal((36, 110, 72), (ObjectArray.Capacity(UnitRecord.Size), ObjectArray.Capacity(DomainRecord.Size), ObjectArray.Capacity(DeviceRecord.Size)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(51)]
    [InlineData(52)]
    [InlineData(200)]
    public void A_chain_gives_back_its_records(int count)
    {
        var (memory, allocate) = Pages();
        byte[][] records = [.. Enumerable.Range(0, count).Select(i => new SessionRecord($"s{i}", new((ulong)i << 12), (ulong)i).Encode())];
        var first = RecordBlocks.Chain.Write(memory, records, SessionRecord.Size, allocate)!.Value;
        var list = RecordBlocks.Chain.Read(memory, first, SessionRecord.Size, (ulong)count, out string? problem);
        Assert.Null(problem);
        Assert.Equal((count + 50) / 51, list!.Blocks.Length);
        Assert.Equal(records, list.Records.Select(record => record.Bytes));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 52)]
    [InlineData(0, 0x123)]
    public void A_chain_that_cannot_be_is_refused(ulong at, ulong value)
    {
        var (memory, allocate) = Pages();
        var first = RecordBlocks.Chain.Write(memory, [new SessionRecord("s", default, 0).Encode()], SessionRecord.Size, allocate)!.Value;
        memory.TryWriteWord(first + new ByteCount(at), value);
        Assert.Null(RecordBlocks.Chain.Read(memory, first, SessionRecord.Size, null, out string? problem));
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1500)]
    public void A_vmalloc_area_names_its_pages_in_chunks_of_511(int count)
    {
        var (memory, allocate) = Pages();
        PhysicalAddress[] pages = [.. Enumerable.Range(1, count).Select(i => new PhysicalAddress((ulong)i << 12))];
        var descriptor = VmallocDescriptor.Preserve(memory, [.. pages], allocate)!;
        var area = descriptor.Follow(memory, out string? problem);
        Assert.Null(problem);
        Assert.Equal(pages, area!.Value.Pages);
        Assert.Equal((count + 510) / 511, area.Value.Chunks.Length);
        Assert.Null((descriptor with { Pages = (uint)count + 1 }).Follow(memory, out problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Deleted_objects_are_passed_over_and_their_place_stays_taken()
    {
        var (memory, allocate) = Pages();
        var array = allocate()!.Value;
        PhysicalAddress[] places = [.. Enumerable.Range(0, 80).Select(i => ObjectArray.Add(memory, array, new DeviceRecord((ushort)i, 0, default, default).Encode(), allocate)!.Value)];
        Assert.Equal(array + new ByteCount(16), places[0]);
        memory.TryWrite(places[3] + new ByteCount(4), [1]);
        var list = ObjectArray.Read(memory, array, DeviceRecord.Size, out _)!;
        Assert.Equal(2, list.Blocks.Length);
        Assert.Equal(Enumerable.Range(0, 80).Where(i => i != 3), list.Records.Select(record => (int)DeviceRecord.Decode(record.Bytes).SourceId));
        Assert.Equal(places.Where(place => place != places[3]), list.Records.Select(record => record.Place));
    }

    [Fact]
    public void The_node_is_found_behind_others()
    {
        var (memory, _) = Pages();
        PhysicalAddress first = new(0x1000), second = new(0x2000);
        byte[] other = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(other, second.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(other.AsSpan(8), 9);
        memory.TryWrite(first, other);
        var node = new HandoverSetupData(new(0xd000), 4096, new(0xe000), 48);
        memory.TryWrite(second, node.Encode());
        Assert.Equal(node, HandoverSetupData.Find(memory, first, out var place));
        Assert.Equal(second, place);
        Assert.Null(HandoverSetupData.Find(memory, default, out _));
    }

    private static (TestMemory Memory, Func<PhysicalAddress?> Allocate) Pages()
    {
        var memory = new TestMemory(new PhysicalRange(default, ByteCount.FromMiB(64)));
        var next = new PhysicalAddress(0x100000);
        return (memory, () => (next += ByteCount.Page) - ByteCount.Page);
    }
}
