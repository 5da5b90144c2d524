using System.Buffers;

namespace Pkernfs.Web.Streaming;

/// <summary>Bytes and varints, one after another. A varint is 7 bits a byte, low bits first, the top bit set on all but the last.</summary>
internal sealed class PackedWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    /// <summary>A block with its length in bytes before it, so that a reader can skip it.</summary>
    public void Block(ReadOnlySpan<byte> block)
    {
        Varint((ulong)block.Length);
        buffer.Write(block);
    }

    public byte[] ToArray() => buffer.WrittenSpan.ToArray();
}
