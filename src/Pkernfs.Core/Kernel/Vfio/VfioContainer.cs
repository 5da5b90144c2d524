using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>A VFIO container with its type1 backend: ephemeral, whatever its tables are kept in.</summary>
/// <param name="Id">The file descriptor's stand-in, from 1.</param>
/// <param name="Group">The IOMMU group that was added; null before.</param>
/// <param name="PersistentTables">The file handed over by SET_PERSISTENT_PGTABLES (RFC 13/18); null where none was.</param>
/// <param name="DomainId">Its domain's id after SET_IOMMU; null before.</param>
/// <param name="Mappings">vfio_dma records: what VFIO believes is mapped and has pinned.</param>
public sealed record VfioContainer(
    int Id,
    int? Group,
    InodeNumber? PersistentTables,
    ushort? DomainId,
    ImmutableArray<VfioDma> Mappings)
{
    /// <summary>VFIO_DMA_MAP_FLAG_READ, _WRITE and RFC 16/18's _LIVE_UPDATE.</summary>
    public const uint FlagRead = 1, FlagWrite = 2, FlagLiveUpdate = 1 << 3;

    /// <summary>_IO(';', 100 + 21): VFIO_CONTAINER_SET_PERSISTENT_PGTABLES.</summary>
    public const uint SetPersistentTablesRequest = 0x3b79;
}

/// <summary>One MAP_DMA as VFIO remembers it.</summary>
/// <param name="Virtual">The process's address of the first byte.</param>
/// <param name="PinnedPages">4 KiB pages found and counted as pinned.</param>
public sealed record VfioDma(IovaRange Range, VirtualAddress Virtual, AccessRights Rights, ulong PinnedPages);

/// <summary>What an ioctl gave: 0, or an errno with the reason in a sentence.</summary>
public sealed record SystemCall(Errno Error, string Message)
{
    public static SystemCall Success { get; } = new(Errno.None, "");

    public bool Succeeded => Error == Errno.None;

    public static SystemCall Failed(Errno error, string message) => new(error, message);
}

/// <summary>Linux's error numbers that occur here.</summary>
public enum Errno
{
    None = 0,
    EPERM = 1,
    ENOENT = 2,
    EIO = 5,
    EBADF = 9,
    ENOMEM = 12,
    EFAULT = 14,
    EBUSY = 16,
    EEXIST = 17,
    ENODEV = 19,
    EINVAL = 22,
    ENOSPC = 28,
}
