using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the guest fits into the region beside what pkernfs needs for itself.</summary>
internal static class GuestChecks
{
    private const ulong BlockSize = 2UL << 20;

    // Super block with bitmap, inode store; root-pgtables; the file's mappings block; one domain's page tables (RFC 02, 03, 04, 07, 12/18).
    private const ulong OtherBlocks = 2 + 1 + 1 + 1;

    // A mappings block is 2 MiB of 8-byte entries, one for each data block (RFC 04/18).
    private const ulong MostDataBlocks = BlockSize / 8;

    public static void Check(ScenarioSection scenario, KernelsSection kernels, GuestSection guest, Variants variants)
    {
        ulong memory = guest.Plan.Memory.Value;
        if (memory == 0 || memory % BlockSize != 0)
        {
            scenario.Error(guest.MemoryPlace, memory == 0
                ? "The guest has no memory: 'memory' wants a multiple of 2 MiB."
                : $"The guest's memory of {guest.Plan.Memory} is not a multiple of 2 MiB, the block size of pkernfs.");
            return;
        }
        ulong data = memory / BlockSize;
        if (data > MostDataBlocks)
        {
            scenario.Error(guest.MemoryPlace, $"The guest's memory takes {data} blocks; one file has at most {MostDataBlocks}, 512 GiB (RFC 04/18).");
            return;
        }
        if ((kernels.A.CommandLine.Pkernfs?.Length ?? kernels.A.CommandLine.PkernfsSize) is not { } length) return;
        ulong has = length.Value / BlockSize;
        // The table of sessions is one more block.
        ulong others = OtherBlocks + (variants.Discovery == Discovery.LuoSession ? 1UL : 0UL);
        if (data + others > has)
        {
            scenario.Error(guest.MemoryPlace, $"The guest does not fit: {data} data blocks of 2 MiB and {others} others (2 fixed, root-pgtables, mappings, domain{(others > OtherBlocks ? ", sessions" : "")}) make {data + others}; the region of {length} has {has}.");
        }
    }
}
