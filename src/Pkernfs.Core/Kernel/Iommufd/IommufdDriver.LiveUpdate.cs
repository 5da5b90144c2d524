using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>What a live update asks of iommufd: areas made of files, hardware page tables marked and found again.</summary>
public sealed partial class IommufdDriver
{
    /// <summary>
    /// IOMMU_IOAS_MAP_FILE: as <see cref="Map"/>, with the frames of a memfd or, which is ours, of a region of reserve_mem. EINVAL for what is not whole pages, EBADF for a file that is not open.
    /// </summary>
    /// <param name="virtualAddress">Where the process maps the same bytes, if it does: shown, not used.</param>
    public SystemCall MapFile(int context, int ioas, FileBacking file, ByteCount offset, IovaRange iova, VirtualAddress virtualAddress, AccessRights rights)
    {
        if (Find(context, ioas, out Ioas space) is { } missing) return missing;
        if (iova.IsEmpty || rights == AccessRights.None || !iova.Start.IsAligned(ByteCount.Page) || ((offset.Value | iova.Length.Value) & 0xfff) != 0)
            return SystemCall.Failed(Errno.EINVAL, $"IOAS_MAP_FILE of {iova}: address, offset and size must be multiples of 4 KiB, not empty, and readable or writable.");
        if (!iova.HasEnd) return SystemCall.Failed(Errno.EINVAL, $"IOAS_MAP_FILE of {iova}: the range wraps around the end of its address space.");
        if (space.Frozen) return Frozen("IOAS_MAP_FILE", iova);
        if (space.Areas.FirstOrDefault(area => area.Range.Overlaps(iova)) is { } taken)
            return SystemCall.Failed(Errno.EEXIST, $"IOAS_MAP_FILE of {iova}: {taken.Range} is mapped already. Unmap it first.");
        if (Content(file) is not var (name, size, frames)) return SystemCall.Failed(Errno.EBADF, $"IOAS_MAP_FILE of {iova}: the {(file is NamedRegionBacking ? "region" : "memfd")} is not open.");
        if (offset.Value > size.Value || iova.Length.Value > size.Value - offset.Value)
            return SystemCall.Failed(Errno.EINVAL, $"IOAS_MAP_FILE of {iova}: {iova.Length} from offset 0x{offset.Value:x} on are more than {name} has, {size}.");
        return Add(context, ioas, new(iova, virtualAddress, rights, iova.Length.PagesRoundedUp)
        {
            Frames = frames(offset, iova.Length),
            MemoryFile = (file as MemoryFileBacking)?.Id,
            Region = (file as NamedRegionBacking)?.Name,
        });
    }

    /// <summary>What iommufd can pin of a file; null for one that is not open, or of another kind.</summary>
    private (string Name, ByteCount Size, Func<ByteCount, ByteCount, ImmutableArray<PhysicalRange>> Frames)? Content(FileBacking file) => file switch
    {
        MemoryFileBacking(var id) when new MemoryFileDriver(kernel).Find(id) is { } memory => (memory.Name, memory.Size, memory.Frames),
        NamedRegionBacking(var name) when NamedRegionBacking.Find(kernel, name) is { } region => (name, region.Range.Length, (offset, length) => [new(region.Range.Start + offset, length)]),
        _ => null,
    };

    /// <summary>IOMMU_HWPT_LIVEUPDATE_MARK_PRESERVE: EEXIST for a token that another one has. There is no way back.</summary>
    public SystemCall MarkPreserved(int context, int hwpt, ulong token)
    {
        if (Find(context, hwpt, out Hwpt table) is { } missing) return missing;
        if (Context(context).Hwpts.Any(other => other.Id != table.Id && other.LiveUpdateToken == token)) return SystemCall.Failed(Errno.EEXIST, $"Token {token} marks another HWPT already (EADDRINUSE).");
        Change(context, current => current with { Hwpts = current.Hwpts.Replace(table, table with { LiveUpdateToken = token }) });
        return SystemCall.Success;
    }

    /// <summary>An HWPT that the kernel before handed over: its domain is the restored one, and it follows no address space.</summary>
    public int AdoptHwpt(int context, IommuDomain restored, ulong token)
    {
        int id = Context(context).NextObject;
        Change(context, current => current with { Hwpts = current.Hwpts.Add(new(id, 0, restored.DomainId) { LiveUpdateToken = token }) });
        return id;
    }

    /// <summary>IOMMU_DESTROY of an HWPT that nothing is attached to: its domain goes with it.</summary>
    public void DestroyHwpt(int context, int hwpt)
    {
        var table = Context(context).Hwpts.First(known => known.Id == hwpt);
        if (kernel.State.Iommu.Domains.FirstOrDefault(domain => domain.DomainId == table.DomainId) is { } domain) _iommu.Forget(domain);
        Change(context, current => current with { Hwpts = current.Hwpts.Remove(table) });
    }

    /// <summary>The context that a function is bound to, and its HWPT; null where it is bound to none or attached to none.</summary>
    public static (IommufdContext Context, Hwpt Hwpt)? AttachedTo(KernelState kernel, PciAddress function)
    {
        foreach (var context in kernel.Iommufds)
        {
            if (context.Devices.FirstOrDefault(device => device.Function == function) is { HwptId: { } id }) return (context, context.Hwpts.First(hwpt => hwpt.Id == id));
        }
        return null;
    }
}
