using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The node of the boot parameters' setup_data list that says where pkernfs is: u64 next, u32 type, u32 length as the boot protocol has it, then two words, base and
/// size. The type is ours, since nobody posted one.
/// </summary>
public sealed record RegionSetupData(PhysicalRange Region)
{
    /// <summary>The bytes "pkrg".</summary>
    public const uint Type = 0x67726b70;

    /// <summary>Bytes of the node with its header.</summary>
    public const int Size = Header + Payload;

    private const int Header = 16, Payload = 16, MostNodes = 64;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Payload);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Header), Region.Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Header + 8), Region.Length.Value);
        return bytes;
    }

    /// <summary>Finds the node in the list that begins at <paramref name="first"/>; null where there is none, or its range is no range of addresses.</summary>
    /// <param name="place">Where it stands.</param>
    public static RegionSetupData? Find(IMemoryView memory, PhysicalAddress first, out PhysicalAddress place)
    {
        Span<byte> bytes = stackalloc byte[Size];
        place = first;
        for (int left = MostNodes; left > 0 && place != default && place.Value >> PhysicalMemory.AddressBits == 0 && memory.TryRead(place, bytes); left--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Type && BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) == Payload)
            {
                ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes[Header..]), length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(Header + 8)..]);
                const ulong End = 1UL << PhysicalMemory.AddressBits;
                return start < End && length <= End - start ? new(new PhysicalRange(new(start), new(length))) : null;
            }
            place = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        place = default;
        return null;
    }
}
