using System.Buffers.Binary;
using System.Globalization;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>What Kexec HandOver and the Live Update Orchestrator keep in memory, taken apart.</summary>
public static class HandoverStructures
{
    private const string Handover = "Linux include/linux/kho/abi/kexec_handover.h", Orchestrator = "Linux include/linux/kho/abi/luo.h";
    private const string Memfd = "Linux include/linux/kho/abi/memfd.h", Iommu = "iommu live update, proposed [P]";

    /// <summary>The ten words of a flattened device tree's header, which are big-endian.</summary>
    /// <exception cref="ArgumentException">Fewer than 40 bytes.</exception>
    public static DecodedEntry TreeHeader(PhysicalAddress address, ReadOnlySpan<byte> bytes)
    {
        (string Name, string Meaning)[] names =
        [
            ("magic", "a flattened device tree"), ("totalsize", "bytes in all"), ("off_dt_struct", "where the structure begins"), ("off_dt_strings", "where the names begin"), ("off_mem_rsvmap", "where reserved memory is listed"),
            ("version", "of the container"), ("last_comp_version", "that a reader must know"), ("boot_cpuid_phys", "not used"), ("size_dt_strings", "bytes of names"), ("size_dt_struct", "bytes of the structure"),
        ];
        var fields = new FieldList(MediumStructures.Words(bytes[..FlattenedDeviceTree.HeaderSize]));
        for (int i = 0; i < names.Length; i++)
        {
            uint value = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * 4)..]);
            fields.Word((i * 32) + 31, i * 32, names[i].Name, "0x" + value.ToString("x", CultureInfo.InvariantCulture), names[i].Meaning, i == 0 && value != FlattenedDeviceTree.Magic);
        }
        return fields.Entry("device tree header", address, "Devicetree Specification 5.2", "big-endian, though the values in it are in the processor's order");
    }

    /// <summary>A property's 8 bytes.</summary>
    public static DecodedEntry TreeWord(PhysicalAddress address, ulong word, string path) =>
        (path.EndsWith("size", StringComparison.Ordinal)
            ? new FieldList(word).Hex(63, 0, path.Split('/')[^1], new ByteCount(word).ToString())
            : new FieldList(word).Address(63, 0, path.Split('/')[^1], "little-endian, as the processor reads it"))
        .Entry("device tree property", address, Handover, $"{path} = {FieldList.Text(word)}");

    /// <summary>An entry of a node of the radix tree.</summary>
    /// <param name="level">5 to 1; 0 where it is not known.</param>
    public static DecodedEntry RadixEntry(PhysicalAddress address, ulong word, string level) =>
        new FieldList(word).Word(11, 0, "–", FieldList.Text(word & 0xfff), "of a page's address, so zero", (word & 0xfff) != 0).Address(63, 12, "next", word == 0 ? "absent" : "the page below")
            .Entry("radix entry", address, Handover, word == 0 ? $"{level}: nothing below" : $"{level}: goes on at {new PhysicalAddress(word & ~0xfffUL)}");

    /// <summary>64 keys of a leaf, or 64 blocks of a bitmap.</summary>
    public static DecodedEntry Bits(PhysicalAddress address, ulong word, string what)
    {
        var fields = new FieldList(word);
        for (int low = 0; low < 64;)
        {
            bool set = (word >> low & 1) != 0;
            int high = low;
            while (high < 63 && (word >> (high + 1) & 1) != 0 == set) high++;
            fields.Word(high, low, high == low ? $"key {low}" : $"keys {low}–{high}", set ? "1" : "0", set ? "handed over" : "not in the record");
            low = high + 1;
        }
        return fields.Entry("bits of the record", address, Handover, $"{what}: {System.Numerics.BitOperations.PopCount(word)} of 64 blocks");
    }

    /// <summary>A chunk's first 16 bytes.</summary>
    public static DecodedEntry ChunkHeader(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..16]))
        .Address(63, 0, "next", "the next chunk; 0 ends the list")
        .Number(95, 64, "order", "of every block in it")
        .Number(127, 96, "num_elms", "bitmaps, 255 at most", BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) > PreservedBitmaps.ChunkCapacity)
        .Entry("bitmap chunk", address, Handover, "the record of kho-v1");

    /// <summary>A chunk's pair.</summary>
    public static DecodedEntry ChunkPair(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..16]))
        .Address(63, 0, "phys_start", "what its bit 0 stands for")
        .Address(127, 64, "bitmap", "512 bytes")
        .Entry("bitmap of a chunk", address, Handover, $"blocks from {new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes))} on");

    public static DecodedEntry SetupData(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..HandoverSetupData.Size]))
        .Address(63, 0, "next", "the next node; 0 ends the list")
        .Number(95, 64, "type", "SETUP_KEXEC_KHO is 10", BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != HandoverSetupData.Type)
        .Number(127, 96, "len", "bytes that follow")
        .Address(191, 128, "fdt_addr", "the root tree")
        .Number(255, 192, "fdt_size", "one page")
        .Address(319, 256, "scratch_addr", "the array of scratch areas")
        .Number(383, 320, "scratch_size", "its bytes, 16 an area")
        .Entry("setup_data node", address, "Linux arch/x86/include/uapi/asm/setup_data.h", "how the next kernel finds what is handed over");

    public static DecodedEntry ScratchArea(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..ScratchAreas.EntrySize]))
        .Address(63, 0, "addr", "where it begins")
        .Hex(127, 64, "size", new ByteCount(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])).ToString())
        .Entry("scratch area", address, Handover, "memory that the next kernel boots in");

    public static DecodedEntry Metadata(PhysicalAddress address, ReadOnlySpan<byte> bytes)
    {
        var metadata = KexecMetadata.Decode(bytes);
        return new FieldList(MediumStructures.Words(bytes[..KexecMetadata.Size]))
            .Number(31, 0, "version", "1", metadata is null)
            .Word((69 * 8) - 1, 32, "previous_release", metadata?.PreviousRelease ?? "", "the kernel that hands over")
            .Number((73 * 8) - 1, 69 * 8, "kexec_count", "kexecs in a row")
            .Entry("kexec metadata", address, "Linux include/linux/kho/abi/kexec_metadata.h", metadata is null ? "not readable" : $"from {metadata.PreviousRelease}", length: KexecMetadata.Size);
    }

    public static DecodedEntry Root(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..OrchestratorRoot.Size]))
        .Word(63, 0, "compatible", Text(bytes[..8]), OrchestratorRoot.Compatible, Text(bytes[..8]) != OrchestratorRoot.Compatible)
        .Number(127, 64, "liveupdate_num", "which update this is")
        .Address(191, 128, "sessions_pa", "first block of sessions")
        .Address(255, 192, "flbs_pa", "page of shared data")
        .Entry("orchestrator's root", address, Orchestrator, "what the next kernel reads first; anything else here makes it panic");

    /// <summary>The first bytes of a block of records.</summary>
    public static DecodedEntry BlockHeader(PhysicalAddress address, ReadOnlySpan<byte> bytes, int length) => (length == 16
        ? new FieldList(MediumStructures.Words(bytes[..16])).Address(63, 0, "next", "the next block; 0 ends the chain").Number(127, 64, "count", "records in this block")
        : new FieldList(MediumStructures.Words(bytes[..8])).Number(63, 0, "count", "records in this block"))
        .Entry("block header", address, Orchestrator, "records follow");

    public static DecodedEntry Session(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..SessionRecord.Size]))
        .Word(511, 0, "name", SessionRecord.Decode(bytes).Name, "what user space asks for")
        .Address(575, 512, "files_pa", "first block of its files")
        .Number(639, 576, "file_count", "files in it")
        .Entry("session", address, Orchestrator, $"session \"{SessionRecord.Decode(bytes).Name}\"");

    public static DecodedEntry File(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..FileRecord.Size]))
        .Word(383, 0, "compatible", FileRecord.Decode(bytes).Compatible, "whose handler takes it back")
        .Address(447, 384, "data", "what the handler gets")
        .Number(511, 448, "token", "user space's name for it")
        .Entry("file of a session", address, Orchestrator, $"{FileRecord.Decode(bytes).Compatible}, token {FileRecord.Decode(bytes).Token}");

    public static DecodedEntry Shared(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..SharedDataRecord.Size]))
        .Word(383, 0, "name", SharedDataRecord.Decode(bytes).Compatible, "whose data it is")
        .Address(447, 384, "data", "where it is")
        .Number(511, 448, "refcount", "files that need it")
        .Entry("shared data", address, Orchestrator, SharedDataRecord.Decode(bytes).Compatible);

    public static DecodedEntry MemoryFile(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..MemoryFileRecord.Size]))
        .Number(63, 0, "pos", "read and write position")
        .Hex(127, 64, "size", MemoryFileRecord.Decode(bytes).FileSize.ToString())
        .Hex(159, 128, "seals", ((MemoryFileSeals)MemoryFileRecord.Decode(bytes).Seals).ToString())
        .Hex(191, 160, "flags", "none is defined")
        .Number(255, 192, "nr_folios", "entries in the array")
        .Address(319, 256, "folios.first", "first chunk of the array's pages")
        .Number(351, 320, "folios.total_pages", "pages of the array")
        .Hex(367, 352, "folios.flags", "1: vmalloc")
        .Number(383, 368, "folios.order", "of each page")
        .Entry("memfd", address, Memfd, $"{MemoryFileRecord.Decode(bytes).FileSize} in {MemoryFileRecord.Decode(bytes).Folios} folios");

    public static DecodedEntry Folio(PhysicalAddress address, ReadOnlySpan<byte> bytes)
    {
        var folio = FolioRecord.Read(bytes);
        return new FieldList(MediumStructures.Words(bytes[..FolioRecord.Size]))
            .Word(51, 0, "pfn", folio.Frame.ToString(), "the folio's first page; its size is in the page struct")
            .Hex(63, 52, "flags", "1 dirty, 2 up to date")
            .Number(127, 64, "index", "its page in the file")
            .Entry("folio of a memfd", address, Memfd, $"page {folio.Index} of the file is at {new PhysicalAddress(folio.Frame.Value << FrameNumber.Shift)}");
    }

    /// <summary>A word of a list of pages.</summary>
    public static DecodedEntry ListWord(PhysicalAddress address, ulong word, bool first) => new FieldList(word)
        .Address(63, 0, first ? "next" : "page", first ? "the next chunk; 0 ends the list" : word == 0 ? "the list ends" : "a page of the area")
        .Entry("list of pages", address, Handover, first ? "chunk of a vmalloc area" : "one page of a vmalloc area");

    public static DecodedEntry Arrays(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..IommuRecord.Size]))
        .Address(63, 0, "iommu_array", "units").Address(127, 64, "domain_array", "domains").Address(191, 128, "device_array", "devices")
        .Entry("IOMMU arrays", address, Iommu, "where units, domains and devices are listed");

    public static DecodedEntry Unit(PhysicalAddress address, ReadOnlySpan<byte> bytes) => Object(UnitRecord.Size, bytes)
        .Address(127, 64, "token", "its register base").Number(191, 128, "type", "1: Intel").Number(199, 192, "restored", "0 until it is taken over")
        .Address(319, 256, "phys_addr", "its registers").Address(383, 320, "root_table", "the root table").Word(895, 384, "context_tables", "", "512 bits: bus * 2, and the upper half")
        .Entry("remapping unit", address, Iommu, $"root table at {UnitRecord.Decode(bytes)?.RootTable}", gapsReserved: false);

    public static DecodedEntry Domain(PhysicalAddress address, ReadOnlySpan<byte> bytes) => Object(DomainRecord.Size, bytes)
        .Address(127, 64, "top_table", "the top of its tables").Number(191, 128, "top_level", "counted from 0").Number(223, 192, "vasz", "bits of an IOVA").Flag(224, "sign_extend", "signed", "not signed")
        .Entry("domain", address, Iommu, $"{DomainRecord.Decode(bytes).Levels} levels from {DomainRecord.Decode(bytes).TopTable} on", gapsReserved: false, length: DomainRecord.Size);

    public static DecodedEntry Device(PhysicalAddress address, ReadOnlySpan<byte> bytes) => Object(DeviceRecord.Size, bytes)
        .Hex(95, 64, "devid", PciAddress.FromSourceId(DeviceRecord.Decode(bytes).SourceId).ToString()).Number(127, 96, "pci_domain_nr", "segment").Number(191, 128, "attachment_id", "the domain id in its context entry")
        .Address(255, 192, "domain_phys", "its domain's object").Address(319, 256, "iommu_phys", "its unit's object").Address(383, 320, "pasid_table", "none in legacy mode").Number(447, 384, "max_pasid", "none in legacy mode")
        .Entry("device", address, Iommu, $"{PciAddress.FromSourceId(DeviceRecord.Decode(bytes).SourceId)}, domain id {DeviceRecord.Decode(bytes).AttachmentId}");

    public static DecodedEntry Hwpt(PhysicalAddress address, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..HwptRecord.Size]))
        .Address(63, 0, "domain_data", "its domain's object").Hex(127, 64, "token", "user space's mark").Number(135, 128, "reclaimed", "0 until it is adopted")
        .Entry("HWPT", address, "iommufd live update, proposed [P]", "a hardware page table that user space marked", gapsReserved: false);

    private static FieldList Object(int size, ReadOnlySpan<byte> bytes) => new FieldList(MediumStructures.Words(bytes[..size]))
        .Number(31, 0, "ref_count", "who needs it").Hex(63, 32, "flags", "1 deleted, 2 incoming");

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes).TrimEnd('\0');
}
