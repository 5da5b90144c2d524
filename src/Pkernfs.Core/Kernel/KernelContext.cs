using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>A kernel at work within one operation: its objects, replaced as it goes, and the hardware that it drives.</summary>
public sealed class KernelContext(PlatformWriter hardware, KernelState state, PkernfsOptions options)
{
    public PlatformWriter Hardware => hardware;

    public MemoryWriter Memory => hardware.Memory;

    public PkernfsOptions Options => options;

    /// <summary>Which format of Kexec HandOver this kernel was built with.</summary>
    public HandoverVersion HandoverVersion { get; init; } = HandoverVersion.V4;

    public KernelState State { get; set; } = state;

    /// <summary>What a processor of the board allows in page tables.</summary>
    public static PageTableLimits ProcessorLimits { get; } = new(PhysicalMemory.AddressBits, true, true);

    public void Log(string line) => State = State with { Log = State.Log.Add(line) };

    /// <summary>Hands out one zeroed page.</summary>
    public bool TryAllocatePage(OwnerClass kind, string label, out PhysicalAddress page)
    {
        if (!State.Pages.TryPage(kind, label, out page, out var next)) return false;
        State = State with { Pages = next };
        Memory.TryFill(new(page, ByteCount.Page), Frame.Zero);
        MarkAllocated(page);
        return true;
    }

    /// <summary>Hands out a run from the top, as memblock does; its bytes stay as they are.</summary>
    public bool TryAllocateTopDown(ByteCount length, ByteCount alignment, OwnerClass kind, string label, out PhysicalRange place)
    {
        if (!State.Pages.TryTopDown(length, alignment, new(ulong.MaxValue), out place)) return false;
        Take(place, kind, label);
        return true;
    }

    /// <summary>Takes exactly this free run; false where part of it is taken.</summary>
    public bool TryTake(PhysicalRange place, OwnerClass kind, string label)
    {
        if (!State.Pages.IsFree(place)) return false;
        Take(place, kind, label);
        return true;
    }

    /// <summary>Hands out a run at a place that looks arbitrary but comes from the platform's seed.</summary>
    /// <param name="movable">True for a process's memory, which may stand where kernel memory may not.</param>
    public bool TryAllocateScattered(ByteCount length, ByteCount alignment, OwnerClass kind, string label, out PhysicalRange place, bool movable = false)
    {
        var random = SeededRandom.For(hardware.Seed, KernelImage.Hash(State.Release + label) + State.Pages.Handed);
        ulong frames = State.Pages.Usable.Aggregate(0UL, (sum, range) => sum + range.Length.PagesRoundedUp);
        ulong pick = random.Below(Math.Max(frames, 1), out _);
        var from = default(PhysicalAddress);
        foreach (var range in State.Pages.Usable)
        {
            from = range.Start + ByteCount.Page * Math.Min(pick, range.Length.PagesRoundedUp);
            if (pick < range.Length.PagesRoundedUp) break;
            pick -= range.Length.PagesRoundedUp;
        }
        if (!State.Pages.TryBottomUp(length, alignment, from, out place, movable)
            && !State.Pages.TryBottomUp(length, alignment, LowestForPages, out place, movable)) return false;
        Take(place, kind, label);
        return true;
    }

    /// <summary>Gives pages back; their bytes stay until someone else writes there.</summary>
    public void Free(PhysicalAddress start) => State = State with { Pages = State.Pages.Free(start) };

    /// <summary>The first megabyte is left to early boot code and firmware.</summary>
    public static PhysicalAddress LowestForPages { get; } = new(0x100000);

    private void Take(PhysicalRange place, OwnerClass kind, string label)
    {
        State = State with { Pages = State.Pages.Reserve(place, kind, label) };
        MarkAllocated(place.Start);
    }

    /// <summary>Sets the reference count in the frame's struct page, once the array exists.</summary>
    private void MarkAllocated(PhysicalAddress page)
    {
        if (!State.PageStructs.IsEmpty) PageStructArray.MarkAllocated(Memory, State, page);
    }
}
