using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// Which frames a kernel handed out and for what. Frames that are freed keep their bytes, as real ones do.
/// Immutable: each operation gives the next allocator.
/// </summary>
/// <param name="Usable">System RAM of this kernel, by address: what its map left after all edits.</param>
/// <param name="Allocations">What is handed out, by address, without overlaps; single pages of one purpose that follow each other are one.</param>
/// <param name="Cursor">Where the search for single pages goes on: real allocators hand out neighbours too.</param>
public sealed record PageAllocator(ImmutableArray<PhysicalRange> Usable, ImmutableArray<Allocation> Allocations, PhysicalAddress Cursor)
{
    /// <summary>Where only movable pages may stand, by address: Kexec HandOver's scratch areas, which the next kernel boots in.</summary>
    public ImmutableArray<PhysicalRange> MovableOnly { get; init; } = [];

    /// <summary>Where everything must come from, by address, while early boot may use nothing else; empty where it may.</summary>
    public ImmutableArray<PhysicalRange> Only { get; init; } = [];

    public static PageAllocator Over(IEnumerable<PhysicalRange> usable) => new([.. WholeFrames(usable).Order()], [], default);

    /// <summary>How often something was handed out that is not given back yet: each page of a run counts.</summary>
    public ulong Handed => Allocations.Aggregate(0UL, (sum, allocation) => sum + (allocation.IsPages ? allocation.Range.Length.PagesRoundedUp : 1));

    /// <summary>Frames handed out.</summary>
    public ulong AllocatedFrames => Allocations.Aggregate(0UL, (sum, allocation) => sum + allocation.Range.Length.PagesRoundedUp);

    /// <summary>What holds the byte at <paramref name="address"/>; null where it is free or not this kernel's.</summary>
    public Allocation? At(PhysicalAddress address)
    {
        int index = IndexAfter(address) - 1;
        return index >= 0 && Allocations[index].Range.Contains(address) ? Allocations[index] : null;
    }

    /// <summary>Takes exactly these frames, as early boot code does for what is already there.</summary>
    /// <exception cref="KernelBugException">Part of it is taken already.</exception>
    public PageAllocator Reserve(PhysicalRange range, OwnerClass kind, string label)
    {
        var whole = PhysicalRange.FromTo(range.Start.AlignDown(ByteCount.Page), range.End.AlignUp(ByteCount.Page));
        int index = IndexAfter(whole.Start);
        if (index > 0 && Allocations[index - 1].Range.Overlaps(whole))
            throw new KernelBugException($"Cannot reserve {whole} for {label}: {Allocations[index - 1]} is there.");
        if (index < Allocations.Length && Allocations[index].Range.Overlaps(whole))
            throw new KernelBugException($"Cannot reserve {whole} for {label}: {Allocations[index]} is there.");
        return this with { Allocations = Allocations.Insert(index, new(whole, kind, label)) };
    }

    /// <summary>Takes what of these frames is not taken yet, as memblock_reserve does with ranges that overlap.</summary>
    public PageAllocator ReserveFree(PhysicalRange range, OwnerClass kind, string label)
    {
        var pieces = new List<PhysicalRange> { PhysicalRange.FromTo(range.Start.AlignDown(ByteCount.Page), range.End.AlignUp(ByteCount.Page)) };
        foreach (var allocation in Allocations) pieces = [.. pieces.SelectMany(piece => piece.Except(allocation.Range))];
        return pieces.Aggregate(this, (pages, piece) => pages.Reserve(piece, kind, label));
    }

    /// <summary>The highest free place of that length, as memblock gives: at a multiple of <paramref name="alignment"/>, below <paramref name="limit"/>.</summary>
    /// <param name="movable">True for pages whose content can be moved elsewhere: a process's memory.</param>
    public bool TryTopDown(ByteCount length, ByteCount alignment, PhysicalAddress limit, out PhysicalRange place, bool movable = false)
    {
        foreach (var gap in GapsFor(movable).Reverse())
        {
            var end = gap.End < limit ? gap.End : limit;
            if (end < gap.Start || end - gap.Start < length) continue;
            var start = (end - length).AlignDown(alignment);
            if (start < gap.Start) continue;
            place = new(start, length);
            return true;
        }
        place = default;
        return false;
    }

    /// <summary>The lowest free place of that length at or after <paramref name="from"/>.</summary>
    /// <param name="movable">As for <see cref="TryTopDown"/>.</param>
    public bool TryBottomUp(ByteCount length, ByteCount alignment, PhysicalAddress from, out PhysicalRange place, bool movable = false)
    {
        foreach (var gap in GapsFor(movable))
        {
            if (gap.End <= from) continue;
            var start = (gap.Start < from ? from : gap.Start).AlignUp(alignment);
            if (start >= gap.End || gap.End - start < length) continue;
            place = new(start, length);
            return true;
        }
        place = default;
        return false;
    }

    /// <summary>Hands out one page near the one before it.</summary>
    public bool TryPage(OwnerClass kind, string label, out PhysicalAddress page, [NotNullWhen(true)] out PageAllocator? next)
    {
        next = null;
        page = default;
        if (!TryBottomUp(ByteCount.Page, ByteCount.Page, Cursor, out var place)
            && !TryBottomUp(ByteCount.Page, ByteCount.Page, default, out place)) return false;
        page = place.Start;
        next = ReservePage(place, kind, label) with { Cursor = place.End };
        return true;
    }

    /// <summary>A page on its own, or one more of the run that ends where it begins.</summary>
    private PageAllocator ReservePage(PhysicalRange page, OwnerClass kind, string label)
    {
        int index = IndexAfter(page.Start) - 1;
        if (index >= 0 && Allocations[index] is { IsPages: true } run && run.Range.End == page.Start && run.Kind == kind && run.Label == label)
            return this with { Allocations = Allocations.SetItem(index, run with { Range = PhysicalRange.FromTo(run.Range.Start, page.End) }) };
        return this with { Allocations = Allocations.Insert(index + 1, new(page, kind, label) { IsPages = true }) };
    }

    /// <summary>True where something was handed out that begins exactly there.</summary>
    public bool Begins(PhysicalAddress start) => At(start) is { } allocation && (allocation.Range.Start == start || (allocation.IsPages && start.IsAligned(ByteCount.Page)));

    /// <summary>Gives back what was handed out at <paramref name="start"/>; the bytes stay.</summary>
    /// <exception cref="KernelBugException">Nothing was handed out there: a double free.</exception>
    public PageAllocator Free(PhysicalAddress start)
    {
        if (!Begins(start)) throw new KernelBugException($"Nothing was allocated at {start}, so it cannot be freed.");
        return Exchange(start, null);
    }

    /// <summary>Gives back all of what one entry of <see cref="Allocations"/> says, a run of pages too.</summary>
    public PageAllocator FreeAll(Allocation whole) => this with { Allocations = Allocations.Remove(whole) };

    /// <summary>What was handed out at <paramref name="start"/> is something else from now on: found again, or given to another owner.</summary>
    /// <exception cref="KernelBugException">Nothing was handed out there.</exception>
    public PageAllocator Relabel(PhysicalAddress start, OwnerClass kind, string label)
    {
        if (!Begins(start)) throw new KernelBugException($"Nothing was allocated at {start}, so it cannot become {label}.");
        return Exchange(start, allocation => allocation with { Kind = kind, Label = label });
    }

    /// <summary>Puts something else, or nothing, in the place of what was handed out at <paramref name="start"/>; the other pages of a run stay as they are.</summary>
    private PageAllocator Exchange(PhysicalAddress start, Func<Allocation, Allocation>? change)
    {
        int index = IndexAfter(start) - 1;
        var held = Allocations[index];
        var own = held.IsPages ? new PhysicalRange(start, ByteCount.Page) : held.Range;
        var pieces = new List<Allocation>();
        if (held.Range.Start < own.Start) pieces.Add(held with { Range = PhysicalRange.FromTo(held.Range.Start, own.Start) });
        if (change is not null) pieces.Add(change(held with { Range = own }));
        if (own.End < held.Range.End) pieces.Add(held with { Range = PhysicalRange.FromTo(own.End, held.Range.End) });
        return this with { Allocations = Allocations.RemoveAt(index).InsertRange(index, pieces) };
    }

    /// <summary>True where all of these frames are this kernel's and none is handed out.</summary>
    public bool IsFree(PhysicalRange range)
    {
        int index = IndexAfter(range.Start);
        return !(index > 0 && Allocations[index - 1].Range.Overlaps(range))
            && !(index < Allocations.Length && Allocations[index].Range.Overlaps(range))
            && Usable.Any(usable => usable.Contains(range));
    }

    private IEnumerable<PhysicalRange> GapsFor(bool movable)
    {
        if (!Only.IsEmpty) return Gaps().SelectMany(gap => Only.Select(gap.Intersect).Where(part => !part.IsEmpty));
        if (movable || MovableOnly.IsEmpty) return Gaps();
        return Gaps().SelectMany(gap => MovableOnly.Aggregate<PhysicalRange, IEnumerable<PhysicalRange>>([gap], (parts, area) => parts.SelectMany(part => part.Except(area))));
    }

    /// <summary>Free runs, by address.</summary>
    public IEnumerable<PhysicalRange> Gaps()
    {
        int index = 0;
        foreach (var range in Usable)
        {
            var at = range.Start;
            while (index < Allocations.Length && Allocations[index].Range.End <= range.Start) index++;
            for (; index < Allocations.Length && Allocations[index].Range.Start < range.End; index++)
            {
                if (at < Allocations[index].Range.Start) yield return PhysicalRange.FromTo(at, Allocations[index].Range.Start);
                at = Allocations[index].Range.End;
            }
            if (at < range.End) yield return PhysicalRange.FromTo(at, range.End);
        }
    }

    private int IndexAfter(PhysicalAddress address)
    {
        int low = 0, high = Allocations.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Allocations[middle].Range.Start <= address) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static IEnumerable<PhysicalRange> WholeFrames(IEnumerable<PhysicalRange> ranges)
    {
        foreach (var range in ranges)
        {
            var (start, end) = (range.Start.AlignUp(ByteCount.Page), range.End.AlignDown(ByteCount.Page));
            if (start < end) yield return PhysicalRange.FromTo(start, end);
        }
    }
}

/// <summary>Frames that a kernel handed out.</summary>
/// <param name="Label">What for, in the kernel's words.</param>
public sealed record Allocation(PhysicalRange Range, OwnerClass Kind, string Label)
{
    /// <summary>True for single pages of one purpose that were handed out one after another, such as a process's page tables: each can be given back by itself.</summary>
    public bool IsPages { get; init; }

    public override string ToString() => $"{Label} {Range}";
}
