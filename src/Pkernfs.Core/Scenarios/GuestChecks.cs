using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the guests fit into the region beside what pkernfs needs for itself.</summary>
internal static class GuestChecks
{
    private const ulong BlockSize = PkernfsLayout.BlockSize;

    // Super block with bitmap, inode store; root-pgtables; the file's mappings block; one domain's page tables (RFC 02, 03, 04, 07, 12/18).
    private const ulong OtherBlocks = 2 + 1 + 1 + 1;

    // The first three are there once.
    private const ulong SharedBlocks = 2 + 1;

    // Of each of several guests: mappings and data of the saved state's file.
    private const ulong StateBlocks = 2;

    public static void Check(ScenarioSection scenario, KernelsSection kernels, ImmutableArray<GuestSection> guests, LiveUpdatePlan plan)
    {
        foreach (var guest in guests)
        {
            if (!IsSize(scenario, guest)) return;
            CheckFile(scenario, guest, plan.Options);
        }
        if ((kernels.A.CommandLine.Pkernfs?.Length ?? kernels.A.CommandLine.PkernfsSize) is not { } length) return;
        // The table of sessions is one more block.
        ulong sessions = plan.Variants.Discovery == Discovery.LuoSession ? 1UL : 0UL;
        if (guests is [{ Plan.Name: "" } only]) CheckOnly(scenario, only, plan.Options, length, sessions);
        else CheckAll(scenario, guests, plan, length, sessions);
    }

    private static bool IsSize(ScenarioSection scenario, GuestSection guest)
    {
        ulong memory = guest.Plan.Memory.Value;
        if (memory != 0 && memory % BlockSize == 0) return true;
        scenario.Error(guest.MemoryPlace, memory == 0
            ? "The guest has no memory: 'memory' wants a multiple of 2 MiB."
            : $"The guest's memory of {guest.Plan.Memory} is not a multiple of 2 MiB, the block size of pkernfs.");
        return false;
    }

    private static void CheckFile(ScenarioSection scenario, GuestSection guest, PkernfsOptions options)
    {
        ulong piece = BlocksOfPiece(guest.Plan, options), pieces = DataBlocks(guest.Plan, options) / piece;
        if (pieces <= PkernfsLayout.MappingsCapacity) return;
        bool gigantic = piece > 1;
        // The design's own limit, which the run is there to show.
        scenario.Warning(guest.MemoryPlace, $"The guest's memory takes {pieces} {(gigantic ? "pieces of 1 GiB" : "blocks")}; one file has at most {PkernfsLayout.MappingsCapacity}, {new ByteCount(PkernfsLayout.MappingsCapacity * piece * BlockSize)} (RFC 04/18), so the guest RAM file cannot be made.{(gigantic ? "" : " The option lifted-limits: [gigantic-blocks] is ours and lifts that.")}");
    }

    private static void CheckOnly(ScenarioSection scenario, GuestSection guest, PkernfsOptions options, ByteCount length, ulong sessions)
    {
        ulong data = DataBlocks(guest.Plan, options), others = OtherBlocks + sessions, has = length.Value / BlockSize;
        if (data + others > has)
            scenario.Error(guest.MemoryPlace, $"The guest does not fit: {data} data blocks of 2 MiB and {others} others (2 fixed, root-pgtables, mappings, domain{(sessions > 0 ? ", sessions" : "")}) make {data + others}; the region of {length} has {has}.");
        else if (data + others > BlocksLookedAt(options))
            scenario.Warning(guest.MemoryPlace, $"The guest takes {data + others} blocks; {Reach(options)}, so the guest RAM file will lack some.{ReachLifted(options)}");
    }

    /// <summary>In the order in which their files are made: a finding is at the first guest that it holds for.</summary>
    private static void CheckAll(ScenarioSection scenario, ImmutableArray<GuestSection> guests, LiveUpdatePlan plan, ByteCount length, ulong sessions)
    {
        ulong taken = SharedBlocks + sessions, needed = 0, has = length.Value / BlockSize;
        GuestSection? unfit = null, unreached = null;
        foreach (var guest in guests)
        {
            // Its mappings block, and a domain's where a device is passed through to it.
            needed += DataBlocks(guest.Plan, plan.Options) + 1 + StateBlocks + (plan.DevicesOf(guest.Plan).Any() ? 1UL : 0UL);
            if (taken + needed > has) unfit ??= guest;
            if (taken + needed > BlocksLookedAt(plan.Options)) unreached ??= guest;
        }
        if (unfit is not null)
            scenario.Error(unfit.MemoryPlace, $"The guests do not fit, from '{unfit.Plan.Name}' on: {guests.Length} guests need {needed} blocks of 2 MiB (data, and of each mappings, saved state and domain) beside {taken} others; the region of {length} has {has}. Make pkernfs= and memmap= larger, or the guests smaller.");
        else if (unreached is not null)
            scenario.Warning(unreached.MemoryPlace, $"The guests take {taken + needed} blocks; {Reach(plan.Options)}, so files will lack some, from those of '{unreached.Plan.Name}' on.{ReachLifted(plan.Options)}");
    }

    /// <summary>How many blocks one entry of the RAM file's mappings block names.</summary>
    private static ulong BlocksOfPiece(GuestPlan guest, PkernfsOptions options) =>
        options.Lifts(LiftedLimits.GiganticBlocks) && guest.Memory >= ByteCount.FromGiB(1) ? PkernfsLayout.GiganticBlocks : 1;

    /// <summary>Blocks of the RAM file: whole pieces.</summary>
    private static ulong DataBlocks(GuestPlan guest, PkernfsOptions options)
    {
        ulong piece = BlocksOfPiece(guest, options);
        return ((guest.Memory.Value / BlockSize) + piece - 1) / piece * piece;
    }

    private static ulong BlocksLookedAt(PkernfsOptions options) => options.Lifts(LiftedLimits.WholeBitmap) ? PkernfsLayout.BitmapBlocks : PkernfsLayout.BitmapScanLimit;

    private static string Reach(PkernfsOptions options) => $"the allocator looks at {BlocksLookedAt(options)}, {new ByteCount(BlocksLookedAt(options) * BlockSize)} (RFC 03/18)";

    private static string ReachLifted(PkernfsOptions options) =>
        options.Lifts(LiftedLimits.WholeBitmap) ? "" : " The option lifted-limits: [whole-bitmap] is ours and lifts that to 16 TiB.";
}
