using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The VT-d driver: its root and context tables in pkernfs (RFC 09/18), the unit's registers, and iommu_domains whose
/// tables come from ordinary RAM or, for a persistent domain, from that domain's own region (RFC 14/18).
/// </summary>
public sealed partial class IommuDriver(KernelContext kernel)
{
    private PlatformWriter Hardware => kernel.Hardware;

    private IommuState State
    {
        get => kernel.State.Iommu;
        set => kernel.State = kernel.State with { Iommu = value };
    }

    private Capability Capability => new(Hardware.Board.RemappingUnit.Capability);

    private ExtendedCapability ExtendedCapability => new(Hardware.Board.RemappingUnit.ExtendedCapability);

    /// <summary>What this unit allows in second-stage tables.</summary>
    public PageTableLimits Limits => Hardware.Unit.SecondStageLimits;

    /// <summary>4 levels where the unit has them, as the driver prefers; else the most that it has, up to 5.</summary>
    public int Levels => Capability.SupportsAddressWidth(2) ? 4 : Capability.SupportsAddressWidth(3) ? 5 : 3;

    /// <summary>
    /// Finds the root table: page 1 of iommu/root-pgtables, which a first boot makes and a later one adopts (RFC 08/18, 09/18).
    /// Logs the posted mismatch between the page's state and <c>liveupdate</c>.
    /// </summary>
    /// <param name="shim">False where further context tables come from ordinary RAM all the same.</param>
    public bool TryTakeRootTable(out string? problem, bool shim = true)
    {
        if (!TryRootRegion(out var region, out problem)) return false;
        bool firstUse = !region.IsAllocated(PkernfsLayout.RegionRootPage);
        var root = region.RootTablePage(kernel.State.CommandLine.LiveUpdate, out string? mismatch);
        if (mismatch is not null) kernel.Log(mismatch);
        if (firstUse) kernel.Memory.TryFill(new(root, ByteCount.Page), Frame.Zero);
        State = State with { RootTable = root, OrdinaryTables = !shim };
        problem = mismatch;
        return true;
    }

    /// <summary>
    /// What a careful driver would look at before it adopts a root table: that at least one bus has an entry, that each entry points
    /// to RAM, and that the region's bitmap knows the context tables in it. Null when it looks sound.
    /// </summary>
    public string? CheckAdoptedRootTable()
    {
        var tables = new List<PhysicalAddress>();
        for (int bus = 0; bus <= byte.MaxValue; bus++)
        {
            if (!RootEntry.TryRead(kernel.Memory, State.RootTable, (byte)bus, out var entry))
                return $"The root table at {State.RootTable} is not in RAM.";
            if (!entry.Present) continue;
            if (!kernel.Memory.IsAccessible(new(entry.ContextTable, ByteCount.Page)))
                return $"The root entry of bus {bus:x2} points to {entry.ContextTable}, where no RAM answers.";
            tables.Add(entry.ContextTable);
        }
        if (!kernel.Options.UncheckedRegionBitmap && TryRootRegion(out var region, out _) && region.FirstNotTaken(tables) is { } table)
            return $"The table at {table} is in use, but the bitmap of its region at {region.Bytes.Start} has its page free: the bitmap is lost, and the next table would go over one that a device walks.";
        return tables.Count > 0 ? null : $"The root table at {State.RootTable} has no present entry: no device's translation survived.";
    }

    /// <summary>The functions of one IOMMU group, which always share a domain.</summary>
    public IEnumerable<BoardFunction> Group(int group) => Hardware.Board.Functions.Where(function => function.IommuGroup == group);

    private bool TryRootRegion(out PageTableRegion region, out string? problem)
    {
        region = null!;
        if (new PkernfsDriver(kernel).TryVolume(out var volume, out problem) && volume.TryEnsureRootTables(out var block, out problem))
        {
            region = new PageTableRegion(kernel.Memory, block, kernel.Options);
            return true;
        }
        return false;
    }
}
