using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The node of the boot parameters' setup_data list that hands a handover on: u64 next, u32 type 10, u32 length, then four words: where the
/// root tree is, its bytes, where the array of scratch areas is, its bytes.
/// </summary>
public sealed record HandoverSetupData(PhysicalAddress Tree, ulong TreeSize, PhysicalAddress Scratch, ulong ScratchSize)
{
    /// <summary>SETUP_KEXEC_KHO.</summary>
    public const uint Type = 10;

    /// <summary>Bytes of the node with its header.</summary>
    public const int Size = Header + Payload;

    private const int Header = 16, Payload = 32, MostNodes = 64;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Type);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Payload);
        ulong[] words = [Tree.Value, TreeSize, Scratch.Value, ScratchSize];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(Header + (i * 8)), words[i]);
        return bytes;
    }

    /// <summary>Finds the node in the list that begins at <paramref name="first"/>; null where there is none. Its place is given back, too.</summary>
    public static HandoverSetupData? Find(IMemoryView memory, PhysicalAddress first, out PhysicalAddress place)
    {
        Span<byte> bytes = stackalloc byte[Size];
        place = first;
        for (int left = MostNodes; left > 0 && place != default && place.Value >> PhysicalMemory.AddressBits == 0 && memory.TryRead(place, bytes); left--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Type && BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) == Payload)
            {
                var words = bytes[Header..];
                return new(
                    new(BinaryPrimitives.ReadUInt64LittleEndian(words)),
                    BinaryPrimitives.ReadUInt64LittleEndian(words[8..]),
                    new(BinaryPrimitives.ReadUInt64LittleEndian(words[16..])),
                    BinaryPrimitives.ReadUInt64LittleEndian(words[24..]));
            }
            place = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        place = default;
        return null;
    }
}
