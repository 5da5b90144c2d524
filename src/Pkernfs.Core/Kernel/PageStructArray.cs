using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The array of struct page: 64 bytes for each frame of System RAM, itself in System RAM. A next kernel makes its own,
/// over whatever stood there.
/// </summary>
internal static class PageStructArray
{
    public const int EntrySize = 64;

    /// <summary>_mapcount and _refcount: two 32-bit halves of the seventh word. An unused page has -1 and 0.</summary>
    private const int CountsWord = 6;

    /// <summary>"KHOP": what the upper half of page->private holds in the first page of a block that was handed over.</summary>
    public const uint HandoverStamp = 0x4b484f50;

    /// <summary>page->private: the sixth word.</summary>
    private static readonly ByteCount Private = new(40);

    private const ulong Unmapped = 0x00000000_ffffffff, UnmappedWithOneReference = 0x00000001_ffffffff;

    /// <summary>Bytes that the array takes for the RAM given.</summary>
    public static ByteCount SizeFor(IEnumerable<PhysicalRange> ram) =>
        ByteCount.Page * ram.Aggregate(default(ByteCount), (sum, range) => sum + new ByteCount(range.Length.PagesRoundedUp * EntrySize)).PagesRoundedUp;

    /// <summary>page->flags: the first word. Its highest ten bits are the node; this machine has node 0 alone.</summary>
    private const int NodeShift = 54;

    /// <summary>Writes the whole array as for memory that no one uses yet.</summary>
    public static void Initialise(MemoryWriter memory, PhysicalRange array) => memory.TryFill(array, Unused());

    /// <summary>Writes all ones over the whole array, as a debug kernel does with page structs that it initialises later.</summary>
    public static void Poison(MemoryWriter memory, PhysicalRange array)
    {
        Span<ulong> words = stackalloc ulong[Frame.WordCount];
        words.Fill(ulong.MaxValue);
        memory.TryFill(array, Frame.Of(words));
    }

    /// <summary>Writes the entries of some frames as for memory that no one uses yet. The frames are one run of the kernel's RAM.</summary>
    public static void Initialise(MemoryWriter memory, KernelState kernel, PhysicalRange frames)
    {
        if (frames.IsEmpty || EntryOf(kernel, frames.Start) is not { } start) return;
        var end = start + new ByteCount(frames.Length.PagesRoundedUp * EntrySize);
        var (whole, wholeEnd) = (start.AlignUp(ByteCount.Page), end.AlignDown(ByteCount.Page));
        if (whole < wholeEnd) memory.TryFill(PhysicalRange.FromTo(whole, wholeEnd), Unused());
        else whole = wholeEnd = end;
        WriteEntries(memory, start, whole);
        WriteEntries(memory, wholeEnd, end);
    }

    /// <summary>The node that a frame's page struct names; null where it has none.</summary>
    public static int? NodeOf(IMemoryView memory, KernelState kernel, PhysicalAddress page) =>
        EntryOf(kernel, page) is { } entry && memory.TryReadWord(entry, out ulong flags) ? (int)(flags >> NodeShift) : null;

    /// <summary>Gives the frame's struct page one reference.</summary>
    public static void MarkAllocated(MemoryWriter memory, KernelState kernel, PhysicalAddress page)
    {
        if (EntryOf(kernel, page) is { } entry) memory.TryWriteWord(entry + new ByteCount(CountsWord * sizeof(ulong)), UnmappedWithOneReference);
    }

    /// <summary>True where the frame's struct page has one reference.</summary>
    public static bool IsAllocated(IMemoryView memory, KernelState kernel, PhysicalAddress page) =>
        EntryOf(kernel, page) is { } entry && memory.TryReadWord(entry + new ByteCount(CountsWord * sizeof(ulong)), out ulong counts) && counts == UnmappedWithOneReference;

    /// <summary>Stamps the first page of a block that an earlier kernel handed over: page->private says its order and "KHOP".</summary>
    public static void Stamp(MemoryWriter memory, KernelState kernel, PreservedBlock block)
    {
        if (EntryOf(kernel, block.Address) is { } entry) memory.TryWriteWord(entry + Private, (uint)block.Order | ((ulong)HandoverStamp << 32));
    }

    /// <summary>The order of the block that the page's stamp names; null where its page struct has no stamp.</summary>
    public static int? ReadStamp(IMemoryView memory, KernelState kernel, PhysicalAddress page) =>
        EntryOf(kernel, page) is { } entry && memory.TryReadWord(entry + Private, out ulong stamp) && stamp >> 32 == HandoverStamp && (uint)stamp <= PreservedBlock.MostOrder
            ? (int)(uint)stamp
            : null;

    /// <summary>Takes the stamp away: the page can be taken over once.</summary>
    public static void ClearStamp(MemoryWriter memory, KernelState kernel, PhysicalAddress page)
    {
        if (EntryOf(kernel, page) is { } entry) memory.TryWriteWord(entry + Private, 0);
    }

    private static Frame Unused()
    {
        Span<ulong> words = stackalloc ulong[Frame.WordCount];
        words.Clear();
        for (int entry = 0; entry < Frame.WordCount; entry += EntrySize / sizeof(ulong)) words[entry + CountsWord] = Unmapped;
        return Frame.Of(words);
    }

    private static void WriteEntries(MemoryWriter memory, PhysicalAddress from, PhysicalAddress to)
    {
        for (var entry = from; entry < to; entry += new ByteCount(EntrySize))
        {
            for (int word = 0; word < EntrySize / sizeof(ulong); word++)
                memory.TryWriteWord(entry + new ByteCount((ulong)word * sizeof(ulong)), word == CountsWord ? Unmapped : 0);
        }
    }

    /// <summary>Where the frame's struct page stands; null where the frame is not in the array.</summary>
    public static PhysicalAddress? EntryOf(KernelState kernel, PhysicalAddress page)
    {
        if (kernel.PageStructs.IsEmpty) return null;
        ulong index = 0;
        foreach (var range in kernel.Pages.Usable)
        {
            if (range.Contains(page))
            {
                index += page.Frame.Value - range.Start.Frame.Value;
                return kernel.PageStructs.Start + new ByteCount(index * EntrySize);
            }
            index += range.Length.PagesRoundedUp;
        }
        return null;
    }
}
