using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>A memfd: a file of ordinary memory without a name in any filesystem.</summary>
/// <param name="Id">The file descriptor's stand-in, from 1.</param>
/// <param name="Name">What its creator calls it, for /proc alone; a handover loses it.</param>
/// <param name="Folios">Its memory, by page index; no holes.</param>
/// <param name="Frozen">True while it is to be handed over: no folio may come or go.</param>
public sealed record MemoryFile(int Id, string Name, ByteCount Size, ImmutableArray<Folio> Folios, MemoryFileSeals Seals, bool Frozen)
{
    /// <summary>The frames behind its first bytes, in order, neighbours joined.</summary>
    public ImmutableArray<PhysicalRange> Frames(ByteCount length) => Frames(default, length);

    /// <summary>The frames behind a run of its bytes, in order, neighbours joined.</summary>
    public ImmutableArray<PhysicalRange> Frames(ByteCount offset, ByteCount length)
    {
        var frames = new List<PhysicalRange>();
        ulong skip = offset.Value, left = length.Value;
        foreach (var folio in Folios)
        {
            ulong size = folio.Block.Length.Value;
            if (left == 0) break;
            if (skip >= size)
            {
                skip -= size;
                continue;
            }
            var part = new PhysicalRange(folio.Address + new ByteCount(skip), new(Math.Min(left, size - skip)));
            if (frames is [.., var last] && last.End == part.Start) frames[^1] = PhysicalRange.FromTo(last.Start, part.End);
            else frames.Add(part);
            left -= part.Length.Value;
            skip = 0;
        }
        return [.. frames];
    }
}

/// <summary>2^<see cref="Order"/> pages of a file that are one to the kernel.</summary>
/// <param name="Index">The first one's place in the file, in pages.</param>
public readonly record struct Folio(PhysicalAddress Address, int Order, ulong Index)
{
    public PreservedBlock Block => new(Address, Order);
}

/// <summary>fcntl's F_SEAL_…: what can no longer be done to a file.</summary>
[Flags]
public enum MemoryFileSeals
{
    None = 0,

    /// <summary>Further seals.</summary>
    Seal = 1,

    Shrink = 2,

    Grow = 4,

    Write = 8,
}
