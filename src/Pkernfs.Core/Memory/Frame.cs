using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// The bytes of one 4 KiB frame, never changed once made. It is kept as blocks of 256 bytes, so that two versions of a
/// frame share the blocks that did not change; one frame can stand at many places, as after a fill.
/// </summary>
public sealed class Frame
{
    /// <summary>8-byte words in a frame.</summary>
    public const int WordCount = FrameNumber.SizeInBytes / sizeof(ulong);

    private const int BlockCount = 16;
    private const int BlockWords = WordCount / BlockCount;
    private const int BlockShift = 5;

    private readonly ulong[][] _blocks;

    private Frame(ulong[][] blocks) => _blocks = blocks;

    /// <summary>4096 zero bytes.</summary>
    public static Frame Zero { get; } = Of(new ulong[WordCount], null);

    /// <summary>Its blocks, of which several may be one and the same.</summary>
    internal ReadOnlySpan<ulong[]> Blocks => _blocks;

    /// <summary>The word at <paramref name="index"/>, 0 to 511.</summary>
    public ulong this[int index] => _blocks[index >> BlockShift][index & (BlockWords - 1)];

    /// <summary>A frame of these 512 words; blocks equal to those of <paramref name="former"/> are shared with it.</summary>
    public static Frame Of(ReadOnlySpan<ulong> words, Frame? former)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(words.Length, WordCount);
        var blocks = new ulong[BlockCount][];
        bool same = former is not null;
        for (int block = 0; block < BlockCount; block++)
        {
            var part = words.Slice(block * BlockWords, BlockWords);
            if (former is not null && part.SequenceEqual(former._blocks[block]))
            {
                blocks[block] = former._blocks[block];
                continue;
            }
            same = false;
            blocks[block] = block > 0 && part.SequenceEqual(blocks[block - 1]) ? blocks[block - 1] : part.ToArray();
        }
        return same ? former! : new Frame(blocks);
    }

    /// <summary>A frame that begins with <paramref name="bytes"/> and is zero after them.</summary>
    public static Frame Of(ReadOnlySpan<byte> bytes)
    {
        Span<ulong> words = stackalloc ulong[WordCount];
        words.Clear();
        bytes.CopyTo(MemoryMarshal.AsBytes(words));
        return Of(words, null);
    }

    /// <summary>Copies all 512 words to <paramref name="destination"/>.</summary>
    public void CopyTo(Span<ulong> destination)
    {
        for (int block = 0; block < BlockCount; block++)
            _blocks[block].CopyTo(destination[(block * BlockWords)..]);
    }

    /// <summary>Copies bytes from <paramref name="offset"/> on, as many as <paramref name="destination"/> holds.</summary>
    public void CopyTo(int offset, Span<byte> destination)
    {
        const int blockBytes = BlockWords * sizeof(ulong);
        while (!destination.IsEmpty)
        {
            var bytes = MemoryMarshal.AsBytes<ulong>(_blocks[offset / blockBytes])[(offset % blockBytes)..];
            int length = Math.Min(bytes.Length, destination.Length);
            bytes[..length].CopyTo(destination);
            destination = destination[length..];
            offset += length;
        }
    }

    /// <summary>True when every byte is the same; a missing frame counts as zeros.</summary>
    public static bool SameBytes(Frame? left, Frame? right)
    {
        if (ReferenceEquals(left, right)) return true;
        left ??= Zero;
        right ??= Zero;
        for (int block = 0; block < BlockCount; block++)
        {
            if (!ReferenceEquals(left._blocks[block], right._blocks[block])
                && !left._blocks[block].AsSpan().SequenceEqual(right._blocks[block])) return false;
        }
        return true;
    }
}
