using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>The root table and the context tables below it, between ordinary RAM and the persistent region.</summary>
public sealed partial class IommuDriver
{
    /// <summary>A fresh root table in ordinary RAM, as drivers make it that know of no live update.</summary>
    public bool TryMakeRootTable(out string? problem)
    {
        if (!kernel.TryAllocatePage(OwnerClass.RootAndContext, "root table", out var root))
        {
            problem = "No free frame is left for the root table.";
            return false;
        }
        State = State with { RootTable = root, OrdinaryTables = true };
        problem = null;
        return true;
    }

    /// <summary>
    /// Copies the root table and every context table into iommu/root-pgtables, and takes the copy for this kernel's own. The unit goes on
    /// with the old one until RTADDR is written and the pointer set.
    /// </summary>
    public bool TrySaveRootTables(out string? problem)
    {
        if (!TryRootRegion(out var region, out problem)) return false;
        var root = region.RootTablePage(liveUpdate: false, out problem);
        return problem is null && TryCopyRootTable(root, (byte _, out PhysicalAddress table, out string? full) => region.TryAllocatePage(out table, out full), _ => true, out problem);
    }

    /// <summary>Copies root table and context tables out of the persistent region into ordinary RAM; those that are there already stay where they are.</summary>
    public bool TryMoveRootTables(out string? problem)
    {
        if (!TryOrdinaryTable("root table", out var root, out problem)) return false;
        State = State with { OrdinaryTables = true };
        return TryCopyRootTable(root, (byte bus, out PhysicalAddress table, out string? full) => TryOrdinaryTable($"context table, bus {bus:x2}", out table, out full), table => kernel.State.Pages.At(table) is null, out problem);
    }

    private bool TryCopyRootTable(PhysicalAddress root, TableSource source, Func<PhysicalAddress, bool> mustMove, out string? problem)
    {
        problem = null;
        for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
        {
            if (!RootEntry.TryRead(kernel.Memory, State.RootTable, (byte)bus, out var entry) || !entry.Present) continue;
            if (mustMove(entry.ContextTable))
            {
                if (!source((byte)bus, out var copy, out problem)) return false;
                if (!TryCopyPage(entry.ContextTable, copy))
                {
                    problem = $"The context table of bus {bus:x2} at {entry.ContextTable} is not in RAM, so it cannot be copied.";
                    return false;
                }
                entry = RootEntry.To(copy);
            }
            entry.TryWrite(kernel.Memory, root, (byte)bus);
        }
        State = State with { RootTable = root, FormerRootTable = State.FormerRootTable == default ? State.RootTable : State.FormerRootTable };
        return true;
    }

    /// <summary>Writes a function's context entry; while the unit reads the root table that this one was copied from, there, too, so that no change is lost in between.</summary>
    /// <param name="table">The context table of its bus, below <see cref="IommuState.RootTable"/>.</param>
    /// <param name="atOnce">True for an entry that is present: its 16 bytes are exchanged in one write.</param>
    private void WriteContext(PhysicalAddress table, PciAddress function, ContextEntry entry, bool atOnce = false)
    {
        Write(table);
        if (State.FormerRootTable == default || !RootEntry.TryRead(kernel.Memory, State.FormerRootTable, function.Bus, out var former)) return;
        if (!former.Present) RootEntry.To(table).TryWrite(kernel.Memory, State.FormerRootTable, function.Bus);
        else if (former.ContextTable != table) Write(former.ContextTable);

        void Write(PhysicalAddress to)
        {
            if (atOnce) entry.TryReplace(kernel.Memory, to, function.DevFn);
            else entry.TryWrite(kernel.Memory, to, function.DevFn);
        }
    }

    private bool TryCopyPage(PhysicalAddress from, PhysicalAddress to)
    {
        Span<byte> page = stackalloc byte[FrameNumber.SizeInBytes];
        return kernel.Memory.TryRead(from, page) && kernel.Memory.TryWrite(to, page);
    }

    private bool TryOrdinaryTable(string label, out PhysicalAddress table, out string? problem)
    {
        problem = null;
        table = default;
        if (State.RootTable == default) problem = $"There is no root table, so a {label} would be of no use.";
        else if (!kernel.TryAllocatePage(OwnerClass.RootAndContext, label, out table)) problem = $"No free frame is left for the {label}.";
        return problem is null;
    }

    private delegate bool TableSource(byte bus, out PhysicalAddress table, out string? problem);
}
