using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>Reads frames by their reference: none (zeros), a whole page, or a patched one.</summary>
internal static class FrameBytes
{
    public const int Blocks = Frame.WordCount / Arena.BlockWords;

    private static readonly ulong[] zeros = new ulong[Arena.BlockWords];

    public static ulong Word(Arena arena, uint frame, int index)
    {
        if ((frame & Arena.Whole) != 0) return arena.Word(frame, (uint)index);
        return frame == 0 ? 0 : Block(arena, frame, index / Arena.BlockWords)[index % Arena.BlockWords];
    }

    public static ReadOnlySpan<ulong> Block(Arena arena, uint frame, int block)
    {
        if ((frame & Arena.Whole) != 0) return arena.Page(frame).Slice(block * Arena.BlockWords, Arena.BlockWords);
        return frame == 0 ? zeros : Block(arena, PatchedFrame.At(arena, frame), block);
    }

    private static ReadOnlySpan<ulong> Block(Arena arena, PatchedFrame frame, int block)
    {
        if (frame[block] is not 0 and var patch) return arena.Block(patch);
        return frame.Base == 0 ? zeros : arena.Page(frame.Base).Slice(block * Arena.BlockWords, Arena.BlockWords);
    }

    /// <summary>All 512 words: where they are, or put together in <paramref name="scratch"/>.</summary>
    public static ReadOnlySpan<ulong> Words(Arena? arena, uint frame, Span<ulong> scratch)
    {
        if (arena is not null && (frame & Arena.Whole) != 0) return arena.Page(frame);
        var words = scratch[..Frame.WordCount];
        if (arena is null) words.Clear();
        else CopyTo(arena, frame, words);
        return words;
    }

    /// <summary>Copies all 512 words.</summary>
    public static void CopyTo(Arena arena, uint frame, Span<ulong> destination)
    {
        if ((frame & Arena.Whole) != 0)
        {
            arena.Page(frame).CopyTo(destination);
            return;
        }
        if (frame == 0)
        {
            destination[..Frame.WordCount].Clear();
            return;
        }
        var patched = PatchedFrame.At(arena, frame);
        if (patched.Base == 0) destination[..Frame.WordCount].Clear();
        else arena.Page(patched.Base).CopyTo(destination);
        for (int block = 0; block < Blocks; block++)
        {
            if (patched[block] is not 0 and var patch) arena.Block(patch).CopyTo(destination[(block * Arena.BlockWords)..]);
        }
    }

    /// <summary>Copies bytes from <paramref name="offset"/> on, as many as <paramref name="destination"/> holds.</summary>
    public static void CopyTo(Arena? arena, uint frame, int offset, Span<byte> destination)
    {
        if (frame == 0 || arena is null)
        {
            destination.Clear();
            return;
        }
        if ((frame & Arena.Whole) != 0)
        {
            MemoryMarshal.AsBytes(arena.Page(frame)).Slice(offset, destination.Length).CopyTo(destination);
            return;
        }
        const int blockBytes = Arena.BlockWords * sizeof(ulong);
        var patched = PatchedFrame.At(arena, frame);
        // Blocks lie where they were written, far apart: all are asked for before the first is waited for.
        for (int block = offset / blockBytes; block <= (offset + destination.Length - 1) / blockBytes; block++)
            Arena.Prefetch(in MemoryMarshal.GetReference(Block(arena, patched, block)));
        while (!destination.IsEmpty)
        {
            var bytes = MemoryMarshal.AsBytes(Block(arena, patched, offset / blockBytes))[(offset % blockBytes)..];
            int length = Math.Min(bytes.Length, destination.Length);
            bytes[..length].CopyTo(destination);
            destination = destination[length..];
            offset += length;
        }
    }

    /// <summary>True when every byte is the same. Blocks that both share are not read.</summary>
    public static bool AreSame(Arena arena, uint frame, Arena other, uint its)
    {
        if (arena.IsSame(frame, other, its)) return true;
        for (int block = 0; block < Blocks; block++)
        {
            var left = Block(arena, frame, block);
            var right = Block(other, its, block);
            if (left != right && !left.SequenceEqual(right)) return false;
        }
        return true;
    }
}
