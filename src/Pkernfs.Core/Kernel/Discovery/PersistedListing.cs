using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// /proc/persisted_iommu: a file for each domain that the medium holds, as Gowans suggests in reply to Gunthorpe. It is worked out whenever it is read, from pkernfs and from the
/// tables that hardware walks; the kernel adds who has an entry open. Only root may open one, and only one process at a time: an entry that nobody
/// claims stays listed, and its domain stays in use.
/// </summary>
public static class PersistedListing
{
    public const string Folder = "/proc/persisted_iommu";

    /// <summary>The permissions of each entry: pkernfs keeps no owner, so nobody but root can be told to be one.</summary>
    public const string Mode = "-r-------- root root";

    /// <summary>The entries by inode; empty without a medium.</summary>
    /// <param name="claims">Which inodes a process has, by its kernel; empty where none runs.</param>
    public static ImmutableArray<PersistedEntry> Read(PlatformState platform, PhysicalRange region, PhysicalAddress rootTable, KernelState? kernel) =>
        Read(platform.Memory, platform.Board, region, rootTable, kernel);

    internal static ImmutableArray<PersistedEntry> Read(IMemoryView memory, Board board, PhysicalRange region, PhysicalAddress rootTable, KernelState? kernel)
    {
        var reader = new PkernfsReader(memory, region);
        if (!reader.IsAccessible || !reader.HasMagic) return [];
        return
        [
            .. from file in reader.Files()
               where (file.Inode.Flags & (InodeFlags.IommuDomainTables | InodeFlags.VfioContainer)) != 0
               let top = new PageTableRegionReader(memory, reader.BlockAddress(file.Inode.MappingsBlock)).RootPage
               orderby file.Inode.Number.Value
               select new PersistedEntry(file.Inode.Number, file.Path, (file.Inode.Flags & InodeFlags.VfioContainer) != 0, [.. Functions(memory, board, rootTable, top)], ClaimOf(file.Inode.Number, top, kernel)),
        ];
    }

    private static IEnumerable<PersistedFunction> Functions(IMemoryView memory, Board board, PhysicalAddress rootTable, PhysicalAddress top)
    {
        foreach (var function in board.Functions)
        {
            if (rootTable != default && RootEntry.TryRead(memory, rootTable, function.Address.Bus, out var root) && root.Present
                && ContextEntry.TryRead(memory, root.ContextTable, function.Address.DevFn, out var entry) && entry.Present
                && entry.TranslationType != TranslationType.PassThrough && entry.SecondStageRoot.Table == top)
                yield return new(function.Address, entry.DomainId);
        }
    }

    private static string? ClaimOf(InodeNumber file, PhysicalAddress top, KernelState? kernel) =>
        kernel?.Containers.FirstOrDefault(container => container.PersistentTables == file || container.File == file) is { } container ? $"VFIO container {container.Id}"
        : kernel?.Iommu.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Restored && domain.Root.Table == top) is not null ? "held by a temporary domain"
        : kernel?.OpenEntries.Contains(file.Value) == true ? "open"
        : null;
}

/// <summary>One entry of the listing.</summary>
/// <param name="Inode">The file, and the entry's name.</param>
/// <param name="IsContainer">True for a whole VFIO container, false for a domain's tables.</param>
/// <param name="Functions">Whose context entries point to its top table.</param>
/// <param name="Claim">Who has it; null where nobody has.</param>
public sealed record PersistedEntry(InodeNumber Inode, string Path, bool IsContainer, ImmutableArray<PersistedFunction> Functions, string? Claim)
{
    /// <summary>A line as a reader of the directory sees it.</summary>
    public override string ToString() =>
        $"{PersistedListing.Folder}/{Inode}: {Path}, {(Functions.IsEmpty ? "no device" : string.Join(", ", Functions.Select(function => $"{function.Address} with domain id {function.DomainId}")))}, {Claim ?? "unclaimed"}";
}

/// <summary>A function that translates through a persisted domain.</summary>
public sealed record PersistedFunction(PciAddress Address, ushort DomainId);
