using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>The IOMMU core's shared data ("iommu-liveupdate-v1"), 24 bytes: the first page each of the arrays of units, domains, devices.</summary>
public sealed record IommuRecord(PhysicalAddress Units, PhysicalAddress Domains, PhysicalAddress Devices)
{
    public const string Compatible = "iommu-liveupdate-v1";

    public const int Size = 24;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Units.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Domains.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), Devices.Value);
        return bytes;
    }

    public static IommuRecord Decode(ReadOnlySpan<byte> bytes) => new(
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])));
}

/// <summary>A remapping unit, 112 bytes: header, u64 token (its register base), u64 type 1, u8 restored, u64 its registers' address, u64 its root table, a bitmap of its context tables.</summary>
/// <param name="ContextTables">512 bits, bus * 2 + (devfn >> 7): a legacy table has the bit for its bus's lower half, and stands for both.</param>
public sealed record UnitRecord(ulong Token, bool Restored, PhysicalAddress Registers, PhysicalAddress RootTable, ImmutableArray<ulong> ContextTables)
{
    public const int Size = 112;

    /// <summary>An Intel unit.</summary>
    public const ulong IntelType = 1;

    private const int BitmapWords = 8;

    /// <summary>True where the context table of a bus is handed over.</summary>
    public bool HasContextTable(byte bus) => (ContextTables[bus * 2 / 64] >> (bus * 2 % 64) & 1) != 0;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Token);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), IntelType);
        bytes[24] = Restored ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), Registers.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), RootTable.Value);
        for (int i = 0; i < BitmapWords; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48 + (i * 8)), ContextTables[i]);
        return bytes;
    }

    /// <summary>Null where the type is not Intel's.</summary>
    public static UnitRecord? Decode(ReadOnlySpan<byte> bytes)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) != IntelType) return null;
        var bitmap = ImmutableArray.CreateBuilder<ulong>(BitmapWords);
        for (int i = 0; i < BitmapWords; i++) bitmap.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes[(48 + (i * 8))..]));
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            bytes[24] != 0,
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..])),
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..])),
            bitmap.ToImmutable());
    }
}

/// <summary>A domain, 37 bytes: header, u64 top table, u64 its level counted from 0, u32 width of addresses, one bit for sign extension, a pointer that means nothing on paper.</summary>
public sealed record DomainRecord(PhysicalAddress TopTable, int Levels, uint Width)
{
    public const int Size = 37;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), TopTable.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), (ulong)(Levels - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), Width);
        return bytes;
    }

    public static DomainRecord Decode(ReadOnlySpan<byte> bytes) => new(
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
        (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), 15) + 1,
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
}

/// <summary>A device, 56 bytes: header, u32 bus and devfn, u32 PCI domain, u64 domain id, u64 its domain's record, u64 its unit's record, u64 PASID table, u64 number of PASIDs.</summary>
/// <param name="Domain">An address within the array of domains.</param>
/// <param name="Unit">An address within the array of units.</param>
public sealed record DeviceRecord(ushort SourceId, ulong AttachmentId, PhysicalAddress Domain, PhysicalAddress Unit)
{
    public const int Size = 56;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), SourceId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), AttachmentId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Domain.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), Unit.Value);
        return bytes;
    }

    public static DeviceRecord Decode(ReadOnlySpan<byte> bytes) => new(
        (ushort)BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..])));
}
