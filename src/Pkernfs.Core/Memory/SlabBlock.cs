using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// Whole slabs, cut out of blocks of many and laid where the processor can map each by one entry of 2 MiB: histories are read here and there over
/// gigabytes, and half of such a read is finding the page. The system is asked for large pages where it has them; without them all is as before.
/// </summary>
internal static partial class SlabBlock
{
    private const int SlabsInBlock = 16;
    private const nint SlabBytes = Slabs.WholeSlab * sizeof(ulong);
    private const int MadviseHugePage = 14;

    private static readonly Lock taking = new();
    private static Slab next;
    private static int left;

    /// <summary>A slab that nobody had.</summary>
    public static Slab Next()
    {
        lock (taking)
        {
            if (left == 0) Begin();
            var slab = next;
            left--;
            next = left == 0 ? default : slab with { Address = slab.Address + SlabBytes };
            return slab;
        }
    }

    private static void Begin()
    {
        // One more than are used, since the array begins anywhere. What is not touched takes no memory.
        var whole = Slab.Alone((SlabsInBlock + 1) * Slabs.WholeSlab);
        next = whole with { Address = (whole.Address + SlabBytes - 1) & ~(SlabBytes - 1) };
        left = SlabsInBlock;
        // It is advice: a system that does not take it gives small pages.
        if (OperatingSystem.IsLinux()) _ = Advise(next.Address, SlabsInBlock * SlabBytes, MadviseHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
