using System.Collections.Immutable;
using System.Numerics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The radix tree of preserved memory (kho-v2 on): five levels of nodes, pages of 512 physical addresses, over leaves, pages of 32,768 bits.
/// It is up to date at any time, so nothing is written out before a kexec.
/// </summary>
public static class PreservedRadix
{
    /// <summary>Sets a block's bit; false where no page is left for a node. Pages come zeroed from <paramref name="allocate"/>, the root's comes before.</summary>
    /// <exception cref="KernelBugException">A node's pointer leads to no page.</exception>
    public static bool TrySet(IMemoryWriter memory, PhysicalAddress root, PreservedBlock block, Func<PhysicalAddress?> allocate)
    {
        var key = RadixKey.Of(block);
        var page = root;
        for (int level = RadixKey.NodeLevels; level >= 1; level--)
        {
            var entry = Entry(page, key.Index(level));
            var next = Child(memory, entry);
            if (next == default)
            {
                if (allocate() is not { } fresh) return false;
                next = fresh;
                memory.TryWriteWord(entry, next.Value);
            }
            page = next;
        }
        var word = Entry(page, key.LeafBit / 64);
        memory.TryReadWord(word, out ulong bits);
        return memory.TryWriteWord(word, bits | (1UL << (key.LeafBit % 64)));
    }

    /// <summary>Clears a block's bit; nodes that become empty stay. Nothing happens where it was never set.</summary>
    /// <exception cref="KernelBugException">A node's pointer leads to no page.</exception>
    public static void Clear(IMemoryWriter memory, PhysicalAddress root, PreservedBlock block)
    {
        var key = RadixKey.Of(block);
        var page = root;
        for (int level = RadixKey.NodeLevels; level >= 1; level--)
        {
            page = Child(memory, Entry(page, key.Index(level)));
            if (page == default) return;
        }
        var word = Entry(page, key.LeafBit / 64);
        if (memory.TryReadWord(word, out ulong bits)) memory.TryWriteWord(word, bits & ~(1UL << (key.LeafBit % 64)));
    }

    /// <summary>Walks the whole tree.</summary>
    public static PreservedMap Read(IMemoryView memory, PhysicalAddress root)
    {
        var blocks = ImmutableArray.CreateBuilder<PreservedBlock>();
        var pages = ImmutableArray.CreateBuilder<TrackerPage>();
        var seen = new HashSet<PhysicalAddress>();
        string? problem = null;
        Walk(root, RadixKey.NodeLevels, default);
        return new(blocks.ToImmutable(), pages.ToImmutable(), problem);

        void Walk(PhysicalAddress page, int level, RadixKey key)
        {
            byte[] content = new byte[FrameNumber.SizeInBytes];
            if (!page.IsAligned(ByteCount.Page) || page.Value >> PhysicalMemory.AddressBits != 0 || !memory.TryRead(page, content) || !seen.Add(page))
            {
                problem ??= $"The record of preserved memory names {page} at level {level}, which cannot be one of its pages.";
                return;
            }
            pages.Add(new(page, level == 0 ? "radix leaf" : level == RadixKey.NodeLevels ? "radix root" : $"radix node, level {level}"));
            var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(content);
            for (int i = 0; i < words.Length && problem is null; i++)
            {
                if (words[i] == 0) continue;
                if (level > 0) Walk(new(words[i]), level - 1, key.With(level, i));
                else TakeBits(words[i], key, i);
            }
        }

        void TakeBits(ulong bits, RadixKey key, int word)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                var found = new RadixKey(key.Value | (uint)((word * 64) + BitOperations.TrailingZeroCount(bits)));
                if (found.Block is not { } block || blocks.Count == PreservedMap.MostBlocks)
                {
                    problem ??= $"The record of preserved memory has a key 0x{found.Value:x} that no block has.";
                    return;
                }
                blocks.Add(block);
            }
        }
    }

    /// <summary>What a node's entry points to; 0 where it is empty. The kernel follows its own tree without checks, so a pointer to nowhere is its end.</summary>
    private static PhysicalAddress Child(IMemoryView memory, PhysicalAddress entry)
    {
        if (!memory.TryReadWord(entry, out ulong child)) throw new KernelBugException($"The record of preserved memory has a node at {entry}, where there is no memory.");
        if (!new PhysicalAddress(child).IsAligned(ByteCount.Page)) throw new KernelBugException($"The record of preserved memory has 0x{child:x} at {entry}, which is no page's address.");
        return new(child);
    }

    private static PhysicalAddress Entry(PhysicalAddress page, int index) => page + new ByteCount((ulong)index * sizeof(ulong));
}
