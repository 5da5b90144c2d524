using System.Buffers.Binary;

namespace Pkernfs.Core.Kernel;

/// <summary>The child "kexec-metadata", 73 bytes: u32 version, the previous kernel's release in 65 bytes, u32 how many kexecs there were.</summary>
public sealed record KexecMetadata(string PreviousRelease, uint Count)
{
    public const int Size = 73;

    /// <summary>KHO_KEXEC_METADATA_VERSION.</summary>
    public const uint Version = 1;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Version);
        FixedText.Write(bytes.AsSpan(4, 65), PreviousRelease);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(69), Count);
        return bytes;
    }

    /// <summary>Null where the bytes have another version.</summary>
    public static KexecMetadata? Decode(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Version
            ? null
            : new(FixedText.Read(bytes.Slice(4, 65)), BinaryPrimitives.ReadUInt32LittleEndian(bytes[69..]));
}
