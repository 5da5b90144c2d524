using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>An iommufd that is handed over ("iommufd-v1"): u64 number of HWPTs, then 24 bytes each.</summary>
public sealed record IommufdRecord(ImmutableArray<HwptRecord> Hwpts)
{
    public const string Compatible = "iommufd-v1";

    /// <summary>Most HWPTs in a page.</summary>
    public const int Capacity = (FrameNumber.SizeInBytes - 8) / HwptRecord.Size;

    public byte[] Encode()
    {
        byte[] bytes = new byte[8 + (Hwpts.Length * HwptRecord.Size)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)Hwpts.Length);
        for (int i = 0; i < Hwpts.Length; i++)
        {
            var at = bytes.AsSpan(8 + (i * HwptRecord.Size));
            BinaryPrimitives.WriteUInt64LittleEndian(at, Hwpts[i].Domain.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(at[8..], Hwpts[i].Token);
            at[16] = Hwpts[i].Reclaimed ? (byte)1 : (byte)0;
        }
        return bytes;
    }

    /// <summary>Null where the page says that it holds more than fit.</summary>
    public static IommufdRecord? Decode(ReadOnlySpan<byte> page)
    {
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(page);
        if (count > Capacity) return null;
        var hwpts = ImmutableArray.CreateBuilder<HwptRecord>();
        for (int i = 0; i < (int)count; i++)
        {
            var at = page[(8 + (i * HwptRecord.Size))..];
            hwpts.Add(new(new(BinaryPrimitives.ReadUInt64LittleEndian(at)), BinaryPrimitives.ReadUInt64LittleEndian(at[8..]), at[16] != 0));
        }
        return new(hwpts.ToImmutable());
    }
}

/// <summary>A hardware page table of it: where its domain's record is, the token that user space marked it with.</summary>
public sealed record HwptRecord(PhysicalAddress Domain, ulong Token, bool Reclaimed)
{
    public const int Size = 24;
}

/// <summary>A vfio-pci device file that is handed over ("vfio-pci-v1"), 5 bytes: u16 bus and devfn, u16 PCI domain, u8 whether a reset works.</summary>
public sealed record VfioDeviceRecord(ushort SourceId, ushort Segment, bool ResetWorks)
{
    public const string Compatible = "vfio-pci-v1";

    public const int Size = 5;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, SourceId);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), Segment);
        bytes[4] = ResetWorks ? (byte)1 : (byte)0;
        return bytes;
    }

    public static VfioDeviceRecord Decode(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), bytes[4] != 0);
}

/// <summary>The PCI core's shared data ("pci-v2"): u32 room, u32 devices, then 8 bytes each: u32 PCI domain, u16 bus and devfn, u16 references.</summary>
public sealed record PciRecord(uint Room, ImmutableArray<(ushort SourceId, ushort References)> Devices)
{
    public const string Compatible = "pci-v2";

    /// <summary>Devices in a page.</summary>
    public const int Capacity = (FrameNumber.SizeInBytes - 8) / EntrySize;

    private const int EntrySize = 8;

    public byte[] Encode()
    {
        byte[] bytes = new byte[8 + (Devices.Length * EntrySize)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Room);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)Devices.Length);
        for (int i = 0; i < Devices.Length; i++)
        {
            var at = bytes.AsSpan(8 + (i * EntrySize));
            BinaryPrimitives.WriteUInt16LittleEndian(at[4..], Devices[i].SourceId);
            BinaryPrimitives.WriteUInt16LittleEndian(at[6..], Devices[i].References);
        }
        return bytes;
    }

    /// <summary>Null where the page says that it holds more than fit. A place without references is empty.</summary>
    public static PciRecord? Decode(ReadOnlySpan<byte> page)
    {
        uint room = BinaryPrimitives.ReadUInt32LittleEndian(page), count = BinaryPrimitives.ReadUInt32LittleEndian(page[4..]);
        if (room > Capacity || count > room) return null;
        var devices = ImmutableArray.CreateBuilder<(ushort, ushort)>();
        for (int i = 0; i < (int)room; i++)
        {
            var at = page[(8 + (i * EntrySize))..];
            ushort references = BinaryPrimitives.ReadUInt16LittleEndian(at[6..]);
            if (references != 0) devices.Add((BinaryPrimitives.ReadUInt16LittleEndian(at[4..]), references));
        }
        return new(room, devices.ToImmutable());
    }
}
