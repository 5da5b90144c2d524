using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>A VFIO container with its type1 backend: ephemeral, whatever its tables are kept in.</summary>
/// <param name="Id">The file descriptor's stand-in, from 1.</param>
/// <param name="Groups">The IOMMU groups that were added: the devices of all of them share its domain.</param>
/// <param name="PersistentTables">The file handed over by SET_PERSISTENT_PGTABLES (RFC 13/18); null where none was.</param>
/// <param name="DomainId">Its domain's id after SET_IOMMU; null before.</param>
/// <param name="Mappings">vfio_dma records: what VFIO believes is mapped and has pinned.</param>
public sealed record VfioContainer(
    int Id,
    ImmutableArray<int> Groups,
    InodeNumber? PersistentTables,
    ushort? DomainId,
    ImmutableArray<VfioDma> Mappings)
{
    /// <summary>VFIO_DMA_MAP_FLAG_READ, _WRITE, _VADDR and RFC 16/18's _LIVE_UPDATE.</summary>
    public const uint FlagRead = 1, FlagWrite = 2, FlagVirtual = 1 << 2, FlagLiveUpdate = 1 << 3;

    /// <summary>The first group; null before one was added.</summary>
    public int? Group => Groups.IsEmpty ? null : Groups[0];

    /// <summary>The pkernfs file that is this container; null for one that dies with its kernel.</summary>
    public InodeNumber? File { get; init; }

    /// <summary>_IO(';', 100 + 21): VFIO_CONTAINER_SET_PERSISTENT_PGTABLES.</summary>
    public const uint SetPersistentTablesRequest = 0x3b79;
}

/// <summary>One MAP_DMA as VFIO remembers it.</summary>
/// <param name="Virtual">The process's address of the first byte; null in a record restored from a container's file, until a process gives one.</param>
/// <param name="PinnedPages">4 KiB pages found and counted as pinned.</param>
public sealed record VfioDma(IovaRange Range, VirtualAddress? Virtual, AccessRights Rights, ulong PinnedPages)
{
    /// <summary>The part of a pkernfs file behind it, as a container's file keeps it; null in a container that is none.</summary>
    public ContainerRecord? Kept { get; init; }
}

/// <summary>What an ioctl gave: 0, or an errno with the reason in a sentence.</summary>
public sealed record SystemCall(Errno Error, string Message)
{
    public static SystemCall Success { get; } = new(Errno.None, "");

    public bool Succeeded => Error == Errno.None;

    public static SystemCall Failed(Errno error, string message) => new(error, message);

    /// <summary>Takes a sentence that begins with its errno, "EBUSY: ...", as the file system gives them; null where it begins with none.</summary>
    public static SystemCall? OfSentence(string sentence)
    {
        int colon = sentence.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && sentence[0] == 'E' && Enum.TryParse<Errno>(sentence.AsSpan(0, colon), out var error)
            ? Failed(error, sentence[(colon + 2)..])
            : null;
    }

    /// <summary>A refusal whose sentence begins with its errno; one without, or none at all, is an EIO.</summary>
    public static SystemCall FromSentence(string? problem)
    {
        string sentence = problem ?? "the file cannot be used.";
        return OfSentence(sentence) ?? Failed(Errno.EIO, sentence);
    }
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
    EACCES = 13,
    EFAULT = 14,
    EBUSY = 16,
    EEXIST = 17,
    ENODEV = 19,
    ENOTDIR = 20,
    EISDIR = 21,
    EINVAL = 22,
    EFBIG = 27,
    ENOSPC = 28,
    ENAMETOOLONG = 36,
    EADDRNOTAVAIL = 99,
}
