using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The x86 boot protocol's "zero page": how a loader, firmware's or kexec's, tells a kernel its memory map, its command
/// line, its initial ramdisk. Everything that a kernel knows at its first instruction is in these bytes.
/// </summary>
/// <param name="CommandLine">ASCII, without its closing NUL.</param>
/// <param name="CommandLineAddress">Where those bytes stand.</param>
/// <param name="SetupData">The first node of the setup_data list; zero where there is none.</param>
public sealed record BootParameters(
    ImmutableArray<FirmwareRange> MemoryMap,
    string CommandLine,
    PhysicalAddress CommandLineAddress,
    PhysicalRange Ramdisk,
    PhysicalAddress SetupData = default)
{
    /// <summary>The most bytes of command line that the header's cmdline_size allows here (COMMAND_LINE_SIZE, closing NUL included).</summary>
    public const int CommandLineSize = 2048;

    /// <summary>E820 entries that fit into the page itself (E820_MAX_ENTRIES_ZEROPAGE).</summary>
    public const int MaxMapEntries = 128;

    private const int ExtRamdiskImage = 0xc0, ExtRamdiskSize = 0xc4, ExtCommandLine = 0xc8;
    private const int MapEntryCount = 0x1e8, HeaderMagic = 0x202, RamdiskImage = 0x218, RamdiskSize = 0x21c, CommandLinePointer = 0x228, SetupDataPointer = 0x250;
    private const int MapEntries = 0x2d0, MapEntrySize = 20;
    private const uint HdrS = 0x53726448;

    /// <summary>
    /// Writes the page at <paramref name="page"/> and the command line at <paramref name="text"/>: for kexec both are staged elsewhere first
    /// than where the page says they will be.
    /// </summary>
    public void Write(MemoryWriter memory, PhysicalAddress page, PhysicalAddress text)
    {
        Span<byte> bytes = stackalloc byte[FrameNumber.SizeInBytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[HeaderMagic..], HdrS);
        WriteSplit(bytes, RamdiskImage, ExtRamdiskImage, Ramdisk.Start.Value);
        WriteSplit(bytes, RamdiskSize, ExtRamdiskSize, Ramdisk.Length.Value);
        WriteSplit(bytes, CommandLinePointer, ExtCommandLine, CommandLineAddress.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[SetupDataPointer..], SetupData.Value);
        bytes[MapEntryCount] = checked((byte)MemoryMap.Length);
        for (int i = 0; i < MemoryMap.Length; i++)
        {
            var entry = bytes.Slice(MapEntries + i * MapEntrySize, MapEntrySize);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, MemoryMap[i].Range.Start.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], MemoryMap[i].Range.Length.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], TypeOf(MemoryMap[i].Kind));
        }
        memory.TryWrite(page, bytes);
        memory.TryWrite(text, Encoding.ASCII.GetBytes(CommandLine + "\0"));
    }

    /// <summary>Reads what stands at <paramref name="page"/>; null, with a sentence, where no boot parameters are.</summary>
    public static BootParameters? Read(IMemoryView memory, PhysicalAddress page, out string? problem)
    {
        Span<byte> bytes = stackalloc byte[FrameNumber.SizeInBytes];
        if (!memory.TryRead(page, bytes) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[HeaderMagic..]) != HdrS)
        {
            problem = $"No boot parameters at {page}: the setup header's magic \"HdrS\" is missing, so the kernel has neither memory map nor command line.";
            return null;
        }
        var map = ImmutableArray.CreateBuilder<FirmwareRange>();
        for (int i = 0; i < Math.Min((int)bytes[MapEntryCount], MaxMapEntries); i++)
        {
            var entry = bytes.Slice(MapEntries + i * MapEntrySize, MapEntrySize);
            map.Add(new(
                WithinAddresses(BinaryPrimitives.ReadUInt64LittleEndian(entry), BinaryPrimitives.ReadUInt64LittleEndian(entry[8..])),
                KindOf(BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]))));
        }
        var commandLineAddress = new PhysicalAddress(ReadSplit(bytes, CommandLinePointer, ExtCommandLine));
        var setupData = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[SetupDataPointer..]));
        var ramdisk = WithinAddresses(ReadSplit(bytes, RamdiskImage, ExtRamdiskImage), ReadSplit(bytes, RamdiskSize, ExtRamdiskSize));
        Span<byte> text = stackalloc byte[CommandLineSize];
        if (!memory.TryRead(commandLineAddress, text))
        {
            problem = $"The boot parameters at {page} say that the command line is at {commandLineAddress}, where no RAM answers.";
            return null;
        }
        int end = text.IndexOf((byte)0);
        problem = null;
        return new(map.ToImmutable(), Encoding.ASCII.GetString(end < 0 ? text : text[..end]), commandLineAddress, ramdisk, setupData);
    }

    /// <summary>What of the range lies within the widest physical address: bytes in memory may say anything.</summary>
    private static PhysicalRange WithinAddresses(ulong start, ulong length)
    {
        const ulong end = 1UL << PhysicalMemory.AddressBits;
        return start < end ? new(new(start), new(Math.Min(length, end - start))) : default;
    }

    private static void WriteSplit(Span<byte> page, int low, int high, ulong value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(page[low..], (uint)value);
        BinaryPrimitives.WriteUInt32LittleEndian(page[high..], (uint)(value >> 32));
    }

    private static ulong ReadSplit(ReadOnlySpan<byte> page, int low, int high) =>
        BinaryPrimitives.ReadUInt32LittleEndian(page[low..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(page[high..]) << 32);

    private static uint TypeOf(FirmwareRangeKind kind) => kind switch
    {
        FirmwareRangeKind.Usable => 1,
        FirmwareRangeKind.AcpiData => 3,
        FirmwareRangeKind.AcpiNvs => 4,
        FirmwareRangeKind.Unusable => 5,
        FirmwareRangeKind.Persistent => 7,
        FirmwareRangeKind.SoftReserved => 0xefffffff,
        _ => 2,
    };

    private static FirmwareRangeKind KindOf(uint type) => type switch
    {
        1 => FirmwareRangeKind.Usable,
        2 => FirmwareRangeKind.Reserved,
        3 => FirmwareRangeKind.AcpiData,
        4 => FirmwareRangeKind.AcpiNvs,
        5 => FirmwareRangeKind.Unusable,
        7 => FirmwareRangeKind.Persistent,
        0xefffffff => FirmwareRangeKind.SoftReserved,
        _ => FirmwareRangeKind.Other,
    };
}
