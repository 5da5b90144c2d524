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
    // One string a level, not one a table.
    private static readonly string[] NotInUse = [.. Enumerable.Range(0, PageTableGeometry.MostLevels + 1).Select(level => $"level {level} table, not in use")];

    public static void Paint(ExtentPainter painter, PlatformState platform, PhysicalRange region)
    {
        var reader = new PkernfsReader(platform.Memory, region);
        if (!platform.Memory.IsAccessible(region) || !reader.HasMagic)
        {
            painter.Change(region, extent => extent.Class == OwnerClass.Free ? extent with { Label = "carve-out, not formatted", Persistent = true } : extent);
            return;
        }
        painter.Paint(new(region, OwnerClass.Free, "free block", true));
        var tables = TableNames(platform);
        var owners = reader.BlockOwners();
        var own = new Dictionary<InodeNumber, Lazy<Dictionary<PhysicalAddress, string>>>();
        var states = owners.Where(owner => IsVmState(platform.Memory, reader, owner)).Select(owner => owner.Inode).ToHashSet();
        foreach (var owner in owners)
        {
            var bytes = reader.RunBytes(owner.Run);
            if (!region.Contains(bytes)) continue;
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
                    if (!own.TryGetValue(owner.Inode, out var names))
                    {
                        // A region's tables hang below the file's first block, whichever block they are in.
                        var first = reader.ReadInode(owner.Inode) is { } inode ? reader.BlockAddress(inode.MappingsBlock) : bytes.Start;
                        own[owner.Inode] = names = new(() => OwnNames(platform, owner.Use, new PageTableRegionReader(platform.Memory, first).RootPage));
                    }
                    PaintTables(painter, platform, owner, bytes, tables, names);
                    break;
            }
        }
    }

    private static bool IsVmState(PhysicalMemory memory, PkernfsReader reader, BlockOwner owner)
    {
        if (owner is not { Use: BlockUse.Data, FileBlock: 0 }) return false;
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        return memory.TryRead(reader.BlockAddress(owner.Block), start) && VmState.HasMagic(start);
    }

    private static void PaintTables(ExtentPainter painter, PlatformState platform, BlockOwner owner, PhysicalRange bytes, Dictionary<PhysicalAddress, string> tables, Lazy<Dictionary<PhysicalAddress, string>> own)
    {
        var kind = owner.Use == BlockUse.RootTables ? OwnerClass.RootAndContext : OwnerClass.DomainPageTable;
        var pool = new PageTableRegionReader(platform.Memory, bytes.Start);
        bool isFirst = owner.FileBlock == 0;
        int[] records = owner.Use == BlockUse.Container && isFirst ? [.. new ContainerFileReader(platform.Memory, bytes.Start).RecordPages] : [];
        painter.Paint(new(bytes, OwnerClass.Free, $"{owner.Path}: page not handed out", true));
        // Pages of one kind that follow each other are painted at once: of a large domain nearly all are.
        OwnedExtent? pending = null;
        for (int page = 0; page < PkernfsLayout.RegionPages; page++)
        {
            if (!pool.IsAllocated(page)) continue;
            var range = new PhysicalRange(pool.PageAddress(page), ByteCount.Page);
            var (role, label) = page == PkernfsLayout.RegionBitmapPage ? (OwnerClass.PkernfsMetadata, "page bitmap")
                : records.Contains(page) ? (OwnerClass.PkernfsMetadata, page == ContainerLayout.HeaderPage ? "header and records" : "records")
                : (kind, tables.GetValueOrDefault(range.Start) ?? own.Value.GetValueOrDefault(range.Start) ?? (isFirst && page == PkernfsLayout.RegionRootPage ? "top page" : $"page {page}, not linked"));
            if (pending is { } last && last.Range.End == range.Start && last.Class == role && last.Label.AsSpan(owner.Path.Length + 2).SequenceEqual(label))
            {
                pending = last with { Range = PhysicalRange.FromTo(last.Range.Start, range.End) };
                continue;
            }
            if (pending is not null) painter.Paint(pending);
            pending = new(range, role, $"{owner.Path}: {label}", true);
        }
        if (pending is not null) painter.Paint(pending);
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
        foreach (var table in PageTable<SecondStage, Iova>.Tables(memory, new(root, levels), unit.SecondStageLimits).Skip(1).Take(PkernfsLayout.MostDomainPages))
            names.TryAdd(table.Address, NotInUse[table.Level]);
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
            // Functions of one domain share its tree, which is the first one's then.
            if (names.ContainsKey(entry.SecondStageTable)) continue;
            string[] levels = [.. Enumerable.Range(0, PageTableGeometry.MostLevels + 1).Select(level => $"level {level} table of {function}")];
            foreach (var table in PageTable<SecondStage, Iova>.Tables(memory, entry.SecondStageRoot, unit.SecondStageLimits).Take(PkernfsLayout.MostDomainPages))
                names.TryAdd(table.Address, levels[table.Level]);
        }
        return names;
    }
}
