using System.Buffers.Binary;
using System.Globalization;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>The x86 boot protocol's zero page and its E820 entries, struct page, and the payloads of checked DMA.</summary>
public static class BootStructures
{
    /// <summary>An E820 entry in the zero page.</summary>
    public const int MapEntryLength = 20;

    /// <summary>The first E820 entry in the zero page, and how many fit.</summary>
    public const int MapOffset = 0x2d0, MapCapacity = 128;

    /// <summary>Where the zero page counts its E820 entries.</summary>
    public const int MapCountOffset = 0x1e8;

    /// <summary>The setup header's "HdrS".</summary>
    public const int MagicOffset = 0x202;

    public const uint Magic = 0x53726448;

    public const int PageStructLength = 64;

    private const string Protocol = "x86 boot protocol";

    /// <exception cref="ArgumentException">Fewer than 20 bytes.</exception>
    public static DecodedEntry MapEntry(PhysicalAddress address, ReadOnlySpan<byte> bytes)
    {
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes), size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        return new FieldList(MediumStructures.Words(bytes[..MapEntryLength]))
            .Address(63, 0, "addr", "first byte")
            .Hex(127, 64, "size", new ByteCount(size).ToString())
            .Hex(159, 128, "type", TypeOf(type))
            .Entry("E820 entry", address, Protocol, $"{new ByteCount(size)} at {new PhysicalAddress(start)}: {TypeOf(type)}", length: MapEntryLength);
    }

    /// <summary>The whole zero page; its E820 entries are taken apart one by one by <see cref="MapEntry"/>.</summary>
    /// <exception cref="ArgumentException">Fewer than 4096 bytes.</exception>
    public static DecodedEntry ZeroPage(PhysicalAddress address, ReadOnlySpan<byte> page)
    {
        var fields = new FieldList(MediumStructures.Words(page[..FrameNumber.SizeInBytes]));
        int entries = Math.Min((int)page[MapCountOffset], MapCapacity);
        bool valid = BinaryPrimitives.ReadUInt32LittleEndian(page[MagicOffset..]) == Magic;
        Hex(fields, 0xc0, 4, "ext_ramdisk_image", "upper half of its address");
        Hex(fields, 0xc4, 4, "ext_ramdisk_size", "upper half of its size");
        Hex(fields, 0xc8, 4, "ext_cmd_line_ptr", "upper half of its address");
        fields.Number(MapCountOffset * 8 + 7, MapCountOffset * 8, "e820_entries", "ranges in the memory map");
        Hex(fields, MagicOffset, 4, "header", valid ? "\"HdrS\"" : "no setup header", !valid);
        Hex(fields, 0x218, 4, "ramdisk_image", "initial ramdisk, lower half");
        Hex(fields, 0x21c, 4, "ramdisk_size", "its size, lower half");
        Hex(fields, 0x228, 4, "cmd_line_ptr", "command line, lower half");
        ulong setupData = BinaryPrimitives.ReadUInt64LittleEndian(page[0x250..]);
        if (setupData == 0) Hex(fields, 0x250, 8, "setup_data", "nothing more is handed on");
        else fields.Address(0x258 * 8 - 1, 0x250 * 8, "setup_data", "the first node of a list of what else is handed on");
        if (entries > 0) fields.Word((MapOffset + (entries * MapEntryLength)) * 8 - 1, MapOffset * 8, "e820_table", entries.ToString(CultureInfo.InvariantCulture), "entries of 20 bytes");
        return fields.Entry("boot parameters", address, Protocol, valid ? $"memory map of {entries} ranges, command line, initial ramdisk" : "no boot parameters", gapsReserved: false);
    }

    /// <param name="frame">The frame that the struct describes.</param>
    /// <exception cref="ArgumentException">Fewer than 64 bytes.</exception>
    public static DecodedEntry PageStruct(PhysicalAddress address, ReadOnlySpan<byte> bytes, FrameNumber frame)
    {
        int mapped = BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]), references = BinaryPrimitives.ReadInt32LittleEndian(bytes[52..]);
        bool poisoned = BinaryPrimitives.ReadUInt64LittleEndian(bytes) == ulong.MaxValue;
        var fields = new FieldList(MediumStructures.Words(bytes[..PageStructLength]));
        return fields
            .Hex(63, 0, "flags", poisoned ? "poison: nobody has initialised this page struct" : "node, zone, state")
            .Word(40 * 8 - 1, 64, "–", "", "lists, mapping")
            .Word(48 * 8 - 1, 40 * 8, "private", Stamp(bytes[40..48]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]) == 0x4b484f50 ? "handed over by the kernel before, not taken over yet" : "its owner's")
            .Word(52 * 8 - 1, 48 * 8, "_mapcount", mapped.ToString(CultureInfo.InvariantCulture), mapped < 0 ? "no page table of a process maps it" : $"{mapped + 1} mappings")
            .Word(56 * 8 - 1, 52 * 8, "_refcount", references.ToString(CultureInfo.InvariantCulture), references == 0 ? "free" : "in use")
            .Hex(511, 448, "memcg", "not kept here")
            .Entry("struct page", address, "Linux mm_types.h", poisoned ? $"{frame}: not initialised" : $"{frame}: {references} references");
    }

    /// <summary>A 64-byte payload that a device or a vCPU wrote, recognised by its tag.</summary>
    public static DecodedEntry Payload(PhysicalAddress address, ulong[] words)
    {
        bool device = words[0] == DmaPayload.DeviceTag;
        string writer = device ? PciAddress.FromSourceId((ushort)words[1]).ToString() : $"vCPU {words[1]}";
        return new FieldList(words)
            .Word(63, 0, "tag", device ? "DMA-SEQ." : "CPU-SEQ.", device ? "written by a device" : "written by a vCPU")
            .Hex(127, 64, "writer", writer)
            .Number(191, 128, "sequence", "its running number")
            .Hex(255, 192, "address", device ? "the IOVA that it used" : "offset into guest RAM")
            .Word(511, 256, "filling", "", "made of the words before")
            .Entry(device ? "DMA payload" : "heartbeat", address, "test traffic", $"number {words[2]} of {writer}, for {FieldList.Text(words[3])}");
    }

    /// <summary>page->private: Kexec HandOver's stamp has an order below and "KHOP" above.</summary>
    private static string Stamp(ReadOnlySpan<byte> word) => BinaryPrimitives.ReadUInt32LittleEndian(word[4..]) == 0x4b484f50
        ? $"KHOP, order {BinaryPrimitives.ReadUInt32LittleEndian(word)}"
        : FieldList.Text(BinaryPrimitives.ReadUInt64LittleEndian(word));

    private static void Hex(FieldList fields, int offset, int bytes, string name, string meaning, bool broken = false) =>
        fields.Hex((offset + bytes) * 8 - 1, offset * 8, name, meaning, broken);

    private static string TypeOf(uint type) => type switch
    {
        1 => "usable",
        2 => "reserved",
        3 => "ACPI data",
        4 => "ACPI NVS",
        5 => "unusable",
        7 => "persistent memory",
        0xefffffff => "soft-reserved",
        _ => $"type {type}, reserved",
    };
}
