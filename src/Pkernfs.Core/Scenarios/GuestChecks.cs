using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the guests fit into the region beside what pkernfs needs for itself.</summary>
internal static class GuestChecks
{
    private const ulong BlockSize = 2UL << 20;

    // Super block with bitmap, inode store; root-pgtables; the file's mappings block; one domain's page tables (RFC 02, 03, 04, 07, 12/18).
    private const ulong OtherBlocks = 2 + 1 + 1 + 1;

    // The first three are there once.
    private const ulong SharedBlocks = 2 + 1;

    // Of each of several guests: mappings and data of the saved state's file.
    private const ulong StateBlocks = 2;

    // A mappings block is 2 MiB of 8-byte entries, one for each data block (RFC 04/18).
    private const ulong MostDataBlocks = BlockSize / 8;

    public static void Check(ScenarioSection scenario, KernelsSection kernels, ImmutableArray<GuestSection> guests, LiveUpdatePlan plan)
    {
        foreach (var guest in guests)
        {
            if (!IsSize(scenario, guest)) return;
        }
        if ((kernels.A.CommandLine.Pkernfs?.Length ?? kernels.A.CommandLine.PkernfsSize) is not { } length) return;
        ulong has = length.Value / BlockSize;
        // The table of sessions is one more block.
        ulong sessions = plan.Variants.Discovery == Discovery.LuoSession ? 1UL : 0UL;
        if (guests is [{ Plan.Name: "" } only]) CheckOnly(scenario, only, length, has, sessions);
        else CheckAll(scenario, guests, plan, length, has, sessions);
    }

    private static bool IsSize(ScenarioSection scenario, GuestSection guest)
    {
        ulong memory = guest.Plan.Memory.Value;
        if (memory == 0 || memory % BlockSize != 0)
        {
            scenario.Error(guest.MemoryPlace, memory == 0
                ? "The guest has no memory: 'memory' wants a multiple of 2 MiB."
                : $"The guest's memory of {guest.Plan.Memory} is not a multiple of 2 MiB, the block size of pkernfs.");
            return false;
        }
        ulong data = memory / BlockSize;
        if (data > MostDataBlocks)
            scenario.Error(guest.MemoryPlace, $"The guest's memory takes {data} blocks; one file has at most {MostDataBlocks}, 512 GiB (RFC 04/18).");
        return data <= MostDataBlocks;
    }

    private static void CheckOnly(ScenarioSection scenario, GuestSection guest, ByteCount length, ulong has, ulong sessions)
    {
        ulong data = guest.Plan.Memory.Value / BlockSize, others = OtherBlocks + sessions;
        if (data + others > has)
            scenario.Error(guest.MemoryPlace, $"The guest does not fit: {data} data blocks of 2 MiB and {others} others (2 fixed, root-pgtables, mappings, domain{(sessions > 0 ? ", sessions" : "")}) make {data + others}; the region of {length} has {has}.");
    }

    /// <summary>In the order in which their files are made: the finding is at the first guest that no longer fits.</summary>
    private static void CheckAll(ScenarioSection scenario, ImmutableArray<GuestSection> guests, LiveUpdatePlan plan, ByteCount length, ulong has, ulong sessions)
    {
        ulong taken = SharedBlocks + sessions, needed = 0;
        GuestSection? first = null;
        foreach (var guest in guests)
        {
            // Its mappings block, and a domain's where a device is passed through to it.
            needed += (guest.Plan.Memory.Value / BlockSize) + 1 + StateBlocks + (plan.DevicesOf(guest.Plan).Any() ? 1UL : 0UL);
            if (taken + needed > has) first ??= guest;
        }
        if (first is not null)
            scenario.Error(first.MemoryPlace, $"The guests do not fit, from '{first.Plan.Name}' on: {guests.Length} guests need {needed} blocks of 2 MiB (data, and of each mappings, saved state and domain) beside {taken} others; the region of {length} has {has}. Make pkernfs= and memmap= larger, or the guests smaller.");
    }
}
