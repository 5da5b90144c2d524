using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>Kexec HandOver's core: which pages are handed over, what the root tree names, and in the next kernel who takes a page over.</summary>
public sealed class HandoverDriver(KernelContext kernel)
{
    private HandoverState State
    {
        get => kernel.State.Handover ?? throw new KernelBugException("Kexec HandOver is not up: a page cannot be handed over.");
        set => kernel.State = kernel.State with { Handover = value };
    }

    /// <summary>kho_init: the root tree's page, which hands itself over, and the record of preserved memory.</summary>
    public bool TryInitialise([NotNullWhen(false)] out string? problem)
    {
        problem = "No free frame is left for the handover's root tree.";
        if (!kernel.TryAllocatePage(OwnerClass.HandoverMetadata, "root tree", out var tree)) return false;
        PhysicalAddress map = default;
        if (kernel.HandoverVersion.HasRadix() && !kernel.TryAllocatePage(OwnerClass.HandoverMetadata, "record of preserved memory", out map)) return false;
        kernel.State = kernel.State with { Handover = new(kernel.HandoverVersion, tree, map, []) };
        if (!TryPreservePages(new(tree, ByteCount.Page), out problem)) return false;
        WriteTree();
        return !State.Version.HasBlobSize() || TryAddMetadata(out problem);
    }

    /// <summary>Marks whole pages to be handed over. Refused where they touch scratch, by a kernel that looks: the next kernel boots there.</summary>
    public bool TryPreservePages(PhysicalRange range, [NotNullWhen(false)] out string? problem)
    {
        foreach (var block in PreservedBlock.Split(range))
        {
            if (!TryPreserve(block, out problem)) return false;
        }
        problem = null;
        return true;
    }

    /// <summary>Marks one folio to be handed over; its order comes back with it.</summary>
    public bool TryPreserve(PreservedBlock block, [NotNullWhen(false)] out string? problem)
    {
        problem = kernel.State.ChecksScratch && kernel.State.Scratch.FirstOrDefault(area => area.Overlaps(block.Range)) is { IsEmpty: false } scratch
            ? $"EINVAL: {block.Range} is in the scratch area {scratch}, which the next kernel overwrites: it cannot be handed over."
            : null;
        if (problem is not null) return false;
        kernel.Memory.Count(State.Version.HasRadix() ? WorkKind.PagesPreservedInTree : WorkKind.PagesPreservedInList, 1UL << block.Order);
        if (!State.Version.HasRadix()) State = State with { Tracked = State.Tracked.Add(block) };
        else if (!PreservedRadix.TrySet(kernel.Memory, State.Map, block, TrackerPage)) problem = "ENOMEM: no free frame is left for the record of preserved memory.";
        return problem is null;
    }

    /// <summary>Takes the mark away again.</summary>
    public void Unpreserve(PreservedBlock block)
    {
        if (State.Version.HasRadix()) PreservedRadix.Clear(kernel.Memory, State.Map, block);
        else State = State with { Tracked = State.Tracked.Remove(block) };
    }

    /// <summary>Hands out zeroed pages that are handed over from the start, a power of two of them; null where none are left.</summary>
    public PhysicalAddress? AllocatePreserved(string label, int pages = 1)
    {
        var length = ByteCount.Page * (ulong)pages;
        PhysicalRange place;
        if (pages == 1)
        {
            if (!kernel.TryAllocatePage(OwnerClass.HandoverMetadata, label, out var page)) return null;
            place = new(page, length);
        }
        else
        {
            if (!kernel.TryAllocateScattered(length, length, OwnerClass.HandoverMetadata, label, out place)) return null;
            kernel.Memory.TryFill(place, Frame.Zero);
        }
        return TryPreservePages(place, out _) ? place.Start : null;
    }

    /// <summary>Gives a page of <see cref="AllocatePreserved"/> back: it is not handed over.</summary>
    public void FreePreserved(PhysicalAddress page)
    {
        Unpreserve(new(page, 0));
        kernel.Free(page);
    }

    /// <summary>Adds a child to the root tree, in place. Refused where the page is full or the name taken.</summary>
    public bool TryAddChild(HandoverChild child, [NotNullWhen(false)] out string? problem)
    {
        problem = State.Children.Any(known => known.Name == child.Name) ? $"EEXIST: the handover's tree has a child {child.Name} already." : null;
        if (problem is not null) return false;
        var former = State;
        State = State with { Children = State.Children.Add(child) };
        if (WriteTree()) return true;
        State = former;
        problem = $"ENOMEM: the handover's tree has no room for {child.Name}.";
        return false;
    }

    /// <summary>kho-v1's finalize: the record of preserved memory is written out, and the root tree points to it. Later versions have nothing to do.</summary>
    public bool TryFinalise([NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (State.Version.HasRadix()) return true;
        if (PreservedBitmaps.Write(kernel.Memory, State.Tracked, TrackerPage) is not { } map)
        {
            problem = "ENOMEM: no free frame is left for the record of preserved memory.";
            return false;
        }
        State = State with { Map = map };
        WriteTree();
        return true;
    }

    /// <summary>
    /// Takes a block over that an earlier kernel handed on: its stamp goes, it is this kernel's own from now on. A page without a stamp was not
    /// handed on, or is taken already.
    /// </summary>
    public bool TryRestore(PhysicalAddress start, OwnerClass kind, string label, out int order, [NotNullWhen(false)] out string? problem)
    {
        order = 0;
        problem = null;
        if (start.Value >> PhysicalMemory.AddressBits != 0 || PageStructArray.ReadStamp(kernel.Memory, kernel.State, start) is not { } stamped || kernel.State.Pages.At(start) is not { } held)
        {
            problem = $"{start} was not handed over: its page struct has no stamp \"KHOP\".";
            return false;
        }
        order = stamped;
        AdjustManagedPageCount(start);
        PageStructArray.ClearStamp(kernel.Memory, kernel.State, start);
        for (ulong page = 0; page < 1UL << order; page++) PageStructArray.MarkAllocated(kernel.Memory, kernel.State, start + ByteCount.Page * page);
        // Where this kernel had the page in use already, both have it from now on.
        if (kernel.State.Pages.Begins(start)) kernel.State = kernel.State with { Pages = kernel.State.Pages.Relabel(start, kind, label) };
        return true;
    }

    /// <summary>adjust_managed_page_count: the block is counted in its zone, which its first page struct names.</summary>
    /// <exception cref="KernelBugException">The page struct names a node that the machine has not got: the kernel crashes.</exception>
    private void AdjustManagedPageCount(PhysicalAddress page)
    {
        if (PageStructArray.NodeOf(kernel.Memory, kernel.State, page) is { } node and not 0)
            throw new KernelBugException($"adjust_managed_page_count: the page struct of {page} names node {node}, which this machine does not have: nobody has initialised it.");
    }

    private bool TryAddMetadata([NotNullWhen(false)] out string? problem)
    {
        var former = kernel.State.Incoming?.Contents.Child(HandoverChild.KexecMetadata);
        byte[] bytes = new byte[KexecMetadata.Size];
        uint count = former is not null && kernel.Memory.TryRead(former.Data, bytes) && KexecMetadata.Decode(bytes) is { } earlier ? earlier.Count + 1 : 1;
        problem = "No free frame is left for the handover's metadata.";
        if (AllocatePreserved("kexec metadata") is not { } page) return false;
        kernel.Memory.TryWrite(page, new KexecMetadata(kernel.State.Release, count).Encode());
        return TryAddChild(new(HandoverChild.KexecMetadata, page, KexecMetadata.Size), out problem);
    }

    private bool WriteTree()
    {
        if (new HandoverTree(State.Version, State.Map, State.Children).Encode() is not { } blob) return false;
        byte[] page = new byte[FrameNumber.SizeInBytes];
        blob.CopyTo(page, 0);
        return kernel.Memory.TryWrite(State.Tree, page);
    }

    private PhysicalAddress? TrackerPage() =>
        kernel.TryAllocatePage(OwnerClass.HandoverMetadata, "record of preserved memory", out var page) ? page : null;
}
