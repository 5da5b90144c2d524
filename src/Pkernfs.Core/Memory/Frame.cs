using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>What a 4 KiB frame is filled with: 512 words that never change.</summary>
public sealed class Frame
{
    /// <summary>8-byte words in a frame.</summary>
    public const int WordCount = FrameNumber.SizeInBytes / sizeof(ulong);

    private readonly ulong[] _words;

    private Frame(ulong[] words) => _words = words;

    /// <summary>4096 zero bytes.</summary>
    public static Frame Zero { get; } = new(new ulong[WordCount]);

    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>The word at <paramref name="index"/>, 0 to 511.</summary>
    public ulong this[int index] => _words[index];

    /// <summary>A frame of these 512 words.</summary>
    public static Frame Of(ReadOnlySpan<ulong> words)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(words.Length, WordCount);
        return new Frame(words.ToArray());
    }

    /// <summary>A frame that begins with <paramref name="bytes"/> and is zero after them.</summary>
    public static Frame Of(ReadOnlySpan<byte> bytes)
    {
        ulong[] words = new ulong[WordCount];
        bytes.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        return new Frame(words);
    }
}
