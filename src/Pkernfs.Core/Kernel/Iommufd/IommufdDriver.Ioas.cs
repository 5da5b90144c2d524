using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>Address spaces: their areas, and what each change of one does to the hardware page tables that follow it.</summary>
public sealed partial class IommufdDriver
{
    /// <summary>IOMMU_IOAS_ALLOC.</summary>
    public int AllocateIoas(int context)
    {
        int id = Context(context).NextObject;
        Change(context, current => current with { Ioases = current.Ioases.Add(new(id, false, [])) });
        return id;
    }

    /// <summary>
    /// IOMMU_IOAS_MAP at a fixed IOVA: finds and pins the process's frames, records the area, and writes it into every HWPT of the address space.
    /// EINVAL for what is not whole pages with rights, EBUSY while frozen, EEXIST over an area, EFAULT where the process maps not all of it.
    /// </summary>
    public SystemCall Map(int context, int ioas, AddressSpace process, IovaRange iova, VirtualAddress virtualAddress, AccessRights rights)
    {
        if (Find(context, ioas, out Ioas space) is { } missing) return missing;
        if (iova.IsEmpty || rights == AccessRights.None || !iova.Start.IsAligned(ByteCount.Page) || !virtualAddress.IsAligned(ByteCount.Page) || (iova.Length.Value & 0xfff) != 0)
            return SystemCall.Failed(Errno.EINVAL, $"IOAS_MAP of {iova}: address and size must be multiples of 4 KiB, not empty, and readable or writable.");
        if (!iova.HasEnd || !new VirtualRange(virtualAddress, iova.Length).HasEnd)
            return SystemCall.Failed(Errno.EINVAL, $"IOAS_MAP of {iova} from {virtualAddress} on: the range wraps around the end of its address space.");
        if (space.Frozen) return Frozen("IOAS_MAP", iova);
        if (space.Areas.FirstOrDefault(area => area.Range.Overlaps(iova)) is { } taken)
            return SystemCall.Failed(Errno.EEXIST, $"IOAS_MAP of {iova}: {taken.Range} is mapped already. Unmap it first.");
        if (process.Frames(kernel, new(virtualAddress, iova.Length)) is not { } frames)
            return SystemCall.Failed(Errno.EFAULT, $"IOAS_MAP of {iova}: the process has not all of {new VirtualRange(virtualAddress, iova.Length)} mapped.");

        return Add(context, ioas, new(iova, virtualAddress, rights, iova.Length.PagesRoundedUp) { Frames = [.. frames] });
    }

    /// <summary>Writes an area into every HWPT of the address space, and records it.</summary>
    private SystemCall Add(int context, int ioas, IoasArea area)
    {
        var done = new List<IommuDomain>();
        foreach (var domain in Followers(context, ioas))
        {
            if (_iommu.MapFrames(domain, area.Range.Start, area.Frames, area.Rights) is { } problem)
            {
                foreach (var written in done) _iommu.Unmap(written, area.Range);
                return SystemCall.Failed(Errno.ENOMEM, problem);
            }
            done.Add(domain);
        }
        kernel.Memory.Count(WorkKind.PagesPinned, area.PinnedPages);
        ChangeIoas(context, ioas, current => current with { Areas = current.Areas.Add(area) });
        return SystemCall.Success;
    }

    /// <summary>IOMMU_IOAS_UNMAP of one whole area: its entries are cleared in every HWPT, its pins given back. EBUSY while frozen, ENOENT where no area has exactly this range.</summary>
    public SystemCall Unmap(int context, int ioas, IovaRange iova)
    {
        if (Find(context, ioas, out Ioas space) is { } missing) return missing;
        if (space.Frozen) return Frozen("IOAS_UNMAP", iova);
        if (!space.Areas.Any(area => area.Range == iova)) return SystemCall.Failed(Errno.ENOENT, $"IOAS_UNMAP of {iova}: no area has exactly this range.");
        foreach (var domain in Followers(context, ioas))
        {
            var result = _iommu.Unmap(domain, iova);
            if (!result.Succeeded) return SystemCall.Failed(Errno.EINVAL, result.Problem!);
        }
        ChangeIoas(context, ioas, current => current with { Areas = current.Areas.RemoveAll(area => area.Range == iova) });
        return SystemCall.Success;
    }

    /// <summary>From now on the address space stays as it is: what is copied or handed on while the guest runs cannot go stale.</summary>
    public SystemCall Freeze(int context, int ioas)
    {
        if (Find(context, ioas, out Ioas _) is { } missing) return missing;
        ChangeIoas(context, ioas, current => current with { Frozen = true });
        return SystemCall.Success;
    }

    /// <summary>The address space may change again: nothing depends on it any more.</summary>
    public void Thaw(int context, int ioas) => ChangeIoas(context, ioas, current => current with { Frozen = false });

    private IEnumerable<IommuDomain> Followers(int context, int ioas) => [.. Context(context).Hwpts.Where(hwpt => hwpt.IoasId == ioas).Select(DomainOf)];

    private void ChangeIoas(int context, int ioas, Func<Ioas, Ioas> change) => Change(context, current => current with
    {
        Ioases = [.. current.Ioases.Select(space => space.Id == ioas ? change(space) : space)],
    });

    private static SystemCall Frozen(string call, IovaRange iova) =>
        SystemCall.Failed(Errno.EBUSY, $"{call} of {iova}: the address space is frozen for a live update.");
}
