using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>Owners within the pkernfs region, decoded from its bytes alone.</summary>
internal static class MediumOwners
{
    /// <param name="former">The blocks at the moment before; null where there is none to take over.</param>
    /// <returns>The blocks at this one; null where the region is not formatted.</returns>
    public static MediumBlocks? Paint(ExtentPainter painter, PlatformState platform, PhysicalRange region, MediumBlocks? former)
    {
        var reader = new PkernfsReader(platform.Memory, region);
        if (!platform.Memory.IsAccessible(region) || !reader.HasMagic)
        {
            painter.Change(region, extent => extent.Class == OwnerClass.Free ? extent with { Label = "carve-out, not formatted", Persistent = true } : extent);
            return null;
        }
        painter.Paint(new(region, OwnerClass.Free, "free block", true));
        var tables = TableNames(platform);
        var blocks = MediumBlocks.Of(platform.Memory, region, former);
        var states = blocks.Runs.Where(run => IsVmState(platform.Memory, reader, run.Owner)).Select(run => run.Owner.Inode).ToHashSet();
        foreach (var (owner, bytes) in blocks.Runs)
        {
            switch (owner.Use)
            {
                case BlockUse.SuperBlock:
                    var bitmap = bytes.Start + new ByteCount(PkernfsLayout.BitmapOffset);
                    painter.Paint(new(PhysicalRange.FromTo(bytes.Start, bitmap), OwnerClass.PkernfsMetadata, "super block", true));
                    painter.Paint(new(PhysicalRange.FromTo(bitmap, bytes.End), OwnerClass.PkernfsMetadata, "allocation bitmap", true));
                    break;
                case BlockUse.InodeStore:
                    painter.Paint(new(bytes, OwnerClass.PkernfsMetadata, "inode store", true));
                    break;
                case BlockUse.Mappings:
                    painter.Paint(new(bytes, OwnerClass.PkernfsMetadata, $"mappings of {owner.Path}", true));
                    break;
                case BlockUse.Sessions:
                    painter.Paint(new(bytes, OwnerClass.PkernfsMetadata, $"{owner.Path}: live update sessions", true));
                    break;
                case BlockUse.Data when states.Contains(owner.Inode):
                    painter.Paint(new(bytes, OwnerClass.VmState, $"{owner.Path}: saved VM state", true));
                    break;
                case BlockUse.Data:
                    painter.Paint(new(bytes, OwnerClass.GuestRam, owner.Path, true));
                    break;
                default:
                    PaintTables(painter, platform, owner, bytes, tables);
                    break;
            }
        }
        return blocks;
    }

    private static bool IsVmState(PhysicalMemory memory, PkernfsReader reader, BlockOwner owner)
    {
        if (owner is not { Use: BlockUse.Data, FileBlock: 0 }) return false;
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        return memory.TryRead(reader.BlockAddress(owner.Block), start) && VmState.HasMagic(start);
    }

    private static void PaintTables(ExtentPainter painter, PlatformState platform, BlockOwner owner, PhysicalRange bytes, Dictionary<PhysicalAddress, string> tables)
    {
        var kind = owner.Use == BlockUse.RootTables ? OwnerClass.RootAndContext : OwnerClass.DomainPageTable;
        var pool = new PageTableRegionReader(platform.Memory, bytes.Start);
        var own = OwnNames(platform, owner.Use, pool.RootPage);
        int[] records = owner.Use == BlockUse.Container ? [.. new ContainerFileReader(platform.Memory, bytes.Start).RecordPages] : [];
        painter.Paint(new(bytes, OwnerClass.Free, $"{owner.Path}: page not handed out", true));
        for (int page = 0; page < PkernfsLayout.RegionPages; page++)
        {
            if (!pool.IsAllocated(page)) continue;
            var range = new PhysicalRange(pool.PageAddress(page), ByteCount.Page);
            painter.Paint(page == PkernfsLayout.RegionBitmapPage
                ? new(range, OwnerClass.PkernfsMetadata, $"{owner.Path}: page bitmap", true)
                : records.Contains(page)
                ? new(range, OwnerClass.PkernfsMetadata, $"{owner.Path}: {(page == ContainerLayout.HeaderPage ? "header and records" : "records")}", true)
                : new(range, kind, $"{owner.Path}: {tables.GetValueOrDefault(range.Start) ?? own.GetValueOrDefault(range.Start, page == PkernfsLayout.RegionRootPage ? "top page" : $"page {page}, not linked")}", true));
        }
    }

    /// <summary>What a region's tables are that hardware does not use, or not yet: from its own root page down.</summary>
    private static Dictionary<PhysicalAddress, string> OwnNames(PlatformState platform, BlockUse use, PhysicalAddress root)
    {
        var (memory, unit) = (platform.Memory, platform.Unit);
        var names = new Dictionary<PhysicalAddress, string>();
        if (use == BlockUse.RootTables)
        {
            for (int bus = 0; bus < VtdTable.EntriesPerTable; bus++)
            {
                if (!RootEntry.TryRead(memory, root, (byte)bus, out var entry) || !entry.Present) continue;
                names[root] = "root table, not in use";
                names.TryAdd(entry.ContextTable, $"context table, bus {bus:x2}, not in use");
            }
            return names;
        }
        int levels = unit.Capability.SupportsAddressWidth(2) ? 4 : unit.Capability.SupportsAddressWidth(3) ? 5 : 3;
        foreach (var table in PageTable<SecondStage, Iova>.Tables(memory, new(root, levels), unit.SecondStageLimits).Skip(1).Take(PkernfsLayout.RegionPages))
            names.TryAdd(table.Address, $"level {table.Level} table, not in use");
        return names;
    }

    /// <summary>What hardware's tables are, by address: names for pages that the medium only counts.</summary>
    private static Dictionary<PhysicalAddress, string> TableNames(PlatformState platform)
    {
        var names = new Dictionary<PhysicalAddress, string>();
        var (memory, unit) = (platform.Memory, platform.Unit);
        if (unit.RootTable == default) return names;
        names[unit.RootTable] = "root table";
        foreach (var bus in platform.Functions.Keys.Select(address => address.Bus).Distinct())
        {
            if (RootEntry.TryRead(memory, unit.RootTable, bus, out var root) && root.Present) names[root.ContextTable] = $"context table, bus {bus:x2}";
        }
        foreach (var function in platform.Functions.Keys)
        {
            if (!TranslationRoots.TryContext(platform, function, out var entry) || entry.TranslationType == TranslationType.PassThrough) continue;
            foreach (var table in PageTable<SecondStage, Iova>.Tables(memory, entry.SecondStageRoot, unit.SecondStageLimits).Take(PkernfsLayout.RegionPages))
                names.TryAdd(table.Address, $"level {table.Level} table of {function}");
        }
        return names;
    }
}
