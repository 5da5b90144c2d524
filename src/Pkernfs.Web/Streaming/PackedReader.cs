namespace Pkernfs.Web.Streaming;

/// <summary>Reads what <see cref="PackedWriter"/> wrote; anything else is an <see cref="InvalidDataException"/> that says where.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    // 8 groups of 7 bits hold 56 bits: any 52-bit address, and no more can be meant.
    private const int MaxVarintBytes = 8;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;

    public readonly int Left => bytes.Length - position;

    public byte Byte()
    {
        if (Left == 0) throw new InvalidDataException($"The packed bytes end at {position}, in the middle of something.");
        return bytes[position++];
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintBytes; i++)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80) return value;
        }
        throw new InvalidDataException($"The packed number before byte {position} has more than {MaxVarintBytes} bytes.");
    }

    /// <summary>How many entries follow; each takes at least <paramref name="entryBytes"/>, so a count that cannot be true is not believed.</summary>
    public int Count(int entryBytes)
    {
        ulong count = Varint();
        if (count > (ulong)(Left / entryBytes))
            throw new InvalidDataException($"The packed bytes promise {count} entries before byte {position}, but hold at most {Left / entryBytes}.");
        return (int)count;
    }

    public ReadOnlySpan<byte> Block()
    {
        int length = Count(1);
        position += length;
        return bytes.Slice(position - length, length);
    }

    public void Version(byte known)
    {
        byte version = Byte();
        if (version != known) throw new InvalidDataException($"The packed bytes are of version {version}; this reader knows {known}.");
    }

    public readonly void End()
    {
        if (Left > 0) throw new InvalidDataException($"{Left} packed bytes are left over after byte {position}.");
    }
}
