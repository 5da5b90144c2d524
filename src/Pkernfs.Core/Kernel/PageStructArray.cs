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

    private const ulong Unmapped = 0x00000000_ffffffff, UnmappedWithOneReference = 0x00000001_ffffffff;

    /// <summary>Bytes that the array takes for the RAM given.</summary>
    public static ByteCount SizeFor(IEnumerable<PhysicalRange> ram) =>
        ByteCount.Page * ram.Aggregate(default(ByteCount), (sum, range) => sum + new ByteCount(range.Length.PagesRoundedUp * EntrySize)).PagesRoundedUp;

    /// <summary>Writes the whole array as for memory that no one uses yet.</summary>
    public static void Initialise(MemoryWriter memory, PhysicalRange array)
    {
        Span<ulong> words = stackalloc ulong[Frame.WordCount];
        words.Clear();
        for (int entry = 0; entry < Frame.WordCount; entry += EntrySize / sizeof(ulong)) words[entry + CountsWord] = Unmapped;
        memory.TryFill(array, Frame.Of(words, null));
    }

    /// <summary>Gives the frame's struct page one reference.</summary>
    public static void MarkAllocated(MemoryWriter memory, KernelState kernel, PhysicalAddress page)
    {
        ulong index = 0;
        foreach (var range in kernel.Pages.Usable)
        {
            if (range.Contains(page))
            {
                index += page.Frame.Value - range.Start.Frame.Value;
                memory.TryWriteWord(kernel.PageStructs.Start + new ByteCount(index * EntrySize + CountsWord * sizeof(ulong)), UnmappedWithOneReference);
                return;
            }
            index += range.Length.PagesRoundedUp;
        }
    }
}
