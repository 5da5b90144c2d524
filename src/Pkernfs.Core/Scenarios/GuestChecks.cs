using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the guest fits into the region beside what pkernfs needs for itself.</summary>
internal static class GuestChecks
{
    private const ulong BlockSize = PkernfsLayout.BlockSize;

    // Super block with bitmap, inode store; root-pgtables; the file's mappings block; one domain's page tables (RFC 02, 03, 04, 07, 12/18).
    private const ulong OtherBlocks = 2 + 1 + 1 + 1;

    public static void Check(ScenarioSection scenario, KernelsSection kernels, GuestSection guest, Variants variants, PkernfsOptions options)
    {
        ulong memory = guest.Plan.Memory.Value;
        if (memory == 0 || memory % BlockSize != 0)
        {
            scenario.Error(guest.MemoryPlace, memory == 0
                ? "The guest has no memory: 'memory' wants a multiple of 2 MiB."
                : $"The guest's memory of {guest.Plan.Memory} is not a multiple of 2 MiB, the block size of pkernfs.");
            return;
        }
        bool gigantic = options.Lifts(LiftedLimits.GiganticBlocks) && guest.Plan.Memory >= ByteCount.FromGiB(1);
        ulong piece = gigantic ? PkernfsLayout.GiganticBlocks : 1;
        ulong pieces = ((memory / BlockSize) + piece - 1) / piece;
        if (pieces > PkernfsLayout.MappingsCapacity)
        {
            // The design's own limit, which the run is there to show.
            scenario.Warning(guest.MemoryPlace, $"The guest's memory takes {pieces} {(gigantic ? "pieces of 1 GiB" : "blocks")}; one file has at most {PkernfsLayout.MappingsCapacity}, {new ByteCount(PkernfsLayout.MappingsCapacity * piece * BlockSize)} (RFC 04/18), so the guest RAM file cannot be made.{(gigantic ? "" : " The option lifted-limits: [gigantic-blocks] is ours and lifts that.")}");
        }
        if ((kernels.A.CommandLine.Pkernfs?.Length ?? kernels.A.CommandLine.PkernfsSize) is not { } length) return;
        ulong has = length.Value / BlockSize, data = pieces * piece;
        // The table of sessions is one more block.
        ulong others = OtherBlocks + (variants.Discovery == Discovery.LuoSession ? 1UL : 0UL);
        if (data + others > has)
        {
            scenario.Error(guest.MemoryPlace, $"The guest does not fit: {data} data blocks of 2 MiB and {others} others (2 fixed, root-pgtables, mappings, domain{(others > OtherBlocks ? ", sessions" : "")}) make {data + others}; the region of {length} has {has}.");
            return;
        }
        ulong scanned = options.Lifts(LiftedLimits.WholeBitmap) ? PkernfsLayout.BitmapBlocks : PkernfsLayout.BitmapScanLimit;
        if (data + others > scanned)
            scenario.Warning(guest.MemoryPlace, $"The guest takes {data + others} blocks; the allocator looks at {scanned}, {new ByteCount(scanned * BlockSize)} (RFC 03/18), so the guest RAM file will lack some.{(scanned < PkernfsLayout.BitmapBlocks ? " The option lifted-limits: [whole-bitmap] is ours and lifts that to 16 TiB." : "")}");
    }
}
