using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>Owners within the pkernfs region, decoded from its bytes alone.</summary>
internal static class MediumOwners
{
    public static void Paint(ExtentPainter painter, PlatformState platform, PhysicalRange region, TreeReadings trees)
    {
        var reader = new PkernfsReader(platform.Memory, region);
        if (!platform.Memory.IsAccessible(region) || !reader.HasMagic)
        {
            painter.Change(region, extent => extent.Class == OwnerClass.Free ? extent with { Label = "carve-out, not formatted", Persistent = true } : extent);
            return;
        }
        painter.Paint(new(region, OwnerClass.Free, "free block", true));
        var tables = TableNames.InUse(platform, trees);
        var owners = reader.BlockOwners();
        var own = new Dictionary<InodeNumber, Lazy<TableNames>>();
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
                        own[owner.Inode] = names = new(() => TableNames.NotInUse(platform, owner.Use, new PageTableRegionReader(platform.Memory, first).RootPage, trees));
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

    private static void PaintTables(ExtentPainter painter, PlatformState platform, BlockOwner owner, PhysicalRange bytes, TableNames tables, Lazy<TableNames> own)
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
                : (kind, tables.At(range.Start) ?? own.Value.At(range.Start) ?? (isFirst && page == PkernfsLayout.RegionRootPage ? "top page" : $"page {page}, not linked"));
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
}
