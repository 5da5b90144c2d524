namespace Pkernfs.Core.Platform;

/// <summary>
/// 64 bytes that say who wrote them and when: a tag, the writer, its running number, the address it used, and a filling
/// made of these. Two writes never carry the same payload.
/// </summary>
public static class DmaPayload
{
    /// <summary>Bytes in a payload; payloads stand at multiples of it.</summary>
    public const int Length = 64;

    /// <summary>"DMA-SEQ." in memory.</summary>
    public const ulong DeviceTag = 0x2e5145532d414d44;

    /// <summary>"CPU-SEQ." in memory.</summary>
    public const ulong ProcessorTag = 0x2e5145532d555043;

    /// <summary>The payload of a write.</summary>
    /// <param name="tag"><see cref="DeviceTag"/> or <see cref="ProcessorTag"/>.</param>
    /// <param name="writer">The device's source id, or the vCPU's number.</param>
    public static void Fill(Span<ulong> words, ulong tag, ulong writer, ulong sequence, ulong address)
    {
        words[0] = tag;
        words[1] = writer;
        words[2] = sequence;
        words[3] = address;
        for (int i = 4; i < Length / sizeof(ulong); i++)
            words[i] = SeededRandom.Mix(words[i - 1] ^ SeededRandom.Mix(sequence + ((ulong)i << 32) + (writer << 48)));
    }
}
