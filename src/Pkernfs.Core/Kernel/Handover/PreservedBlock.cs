using System.Numerics;

namespace Pkernfs.Core.Kernel;

/// <summary>2^<see cref="Order"/> pages that a kernel hands over, naturally aligned: what one bit of either record stands for.</summary>
public readonly record struct PreservedBlock(PhysicalAddress Address, int Order)
{
    /// <summary>The largest block: what the page allocator gives at once, 4 MiB.</summary>
    public const int MostOrder = 10;

    public ByteCount Length => ByteCount.Page * (1UL << Order);

    public PhysicalRange Range => new(Address, Length);

    /// <summary>
    /// Splits a range greedily, as kho_preserve_pages does: each block is the largest that its page number's alignment and the rest allow.
    /// </summary>
    public static IEnumerable<PreservedBlock> Split(PhysicalRange range)
    {
        ulong frame = range.Start.Frame.Value, left = range.Length.PagesRoundedUp;
        while (left > 0)
        {
            int order = Math.Min(Math.Min(frame == 0 ? MostOrder : BitOperations.TrailingZeroCount(frame), BitOperations.Log2(left)), MostOrder);
            yield return new(new FrameNumber(frame).Address, order);
            frame += 1UL << order;
            left -= 1UL << order;
        }
    }

    /// <summary>The memory of some blocks, by address, neighbours joined: orders have to be merged to answer whether a page is preserved.</summary>
    public static IEnumerable<PhysicalRange> Merge(IEnumerable<PreservedBlock> blocks)
    {
        PhysicalRange? run = null;
        foreach (var block in blocks.OrderBy(block => block.Address).ThenByDescending(block => block.Order))
        {
            if (run is { } open && block.Address <= open.End)
            {
                if (block.Range.End > open.End) run = PhysicalRange.FromTo(open.Start, block.Range.End);
                continue;
            }
            if (run is { } done) yield return done;
            run = block.Range;
        }
        if (run is { } last) yield return last;
    }
}
