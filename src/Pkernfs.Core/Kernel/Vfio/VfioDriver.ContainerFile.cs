using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>A container that is a pkernfs file: kept current with every call, and opened again by a later kernel. No series has it; RFC 00/18 and 16/18 name it as what would be better.</summary>
public sealed partial class VfioDriver
{
    /// <summary>Makes iommu/<paramref name="name"/> and opens it as a container with one group.</summary>
    public SystemCall CreateContainerFile(string name, int group, out int container)
    {
        container = 0;
        if (!new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem) || !volume.TryCreateContainer(name, out var file, out problem))
            return SystemCall.FromSentence(problem);
        container = OpenContainer(group);
        Change(container, current => current with { File = file });
        return Keep(container, Container(container));
    }

    /// <summary>
    /// Opens a container's file: rebuilds the container, its records and its domain from the file's bytes, and attaches the group. User space says which
    /// file and nothing else. Every byte is checked before anything is made: EINVAL, EIO or EBUSY, and then nothing has changed.
    /// </summary>
    public SystemCall OpenContainerFile(InodeNumber file, out int container)
    {
        container = 0;
        if (kernel.State.Containers.Any(open => open.File == file)) return SystemCall.Failed(Errno.EBUSY, $"Inode {file} is open as a container already.");
        if (!TryContainerBlock(file, out var block, out string? problem)) return SystemCall.Failed(Errno.EBADF, problem);
        if (new ContainerFileReader(kernel.Memory, block).Read(out problem) is not { } kept) return SystemCall.FromSentence(problem);
        var check = new ContainerCheck(kernel, block, kept);
        if (!check.IsSound(out problem)) return SystemCall.FromSentence(problem);

        container = kernel.State.Containers.Length + 1;
        IommuDomain? domain = null;
        if (kept.Header.DomainId != 0 && !_iommu.TryMakePersistentDomain(block, $"VFIO container {container}", out domain, out problem, wantedId: kept.Header.DomainId))
            return SystemCall.Failed(kernel.State.Iommu.Domains.Any(other => other.DomainId == kept.Header.DomainId) ? Errno.EBUSY : Errno.EIO, problem);
        var records = kept.Records.Select(record => new VfioDma(record.Range, null, record.Rights, check.Pages(record)) { Kept = record });
        kernel.State = kernel.State with
        {
            Containers = kernel.State.Containers.Add(new(container, kept.Header.Group is { } group ? [group] : [], null, domain?.DomainId, [.. records]) { File = file }),
        };
        return domain is null || kept.Header.Group is null ? SystemCall.Success : AttachGroups(container, out _);
    }

    /// <summary>
    /// VFIO_DMA_MAP_FLAG_VADDR: gives a record the process's address of its memory. It maps nothing, and the frames behind the address must be those that the
    /// record has: EINVAL for others.
    /// </summary>
    private SystemCall GiveAddress(int container, AddressSpace process, IovaRange iova, VirtualAddress virtualAddress)
    {
        var current = Container(container);
        int index = current.Mappings.ToList().FindIndex(record => record.Range == iova);
        if (index < 0) return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova} with VADDR: no record has exactly this range.");
        var record = current.Mappings[index];
        if (record.Virtual is not null) return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova} with VADDR: the record has an address already.");
        if (RecordOf(process, iova, virtualAddress, record.Rights) != record.Kept)
            return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova} with VADDR: other memory stands at {virtualAddress} than the record has.");
        Change(container, changed => changed with { Mappings = changed.Mappings.SetItem(index, record with { Virtual = virtualAddress }) });
        return SystemCall.Success;
    }

    /// <summary>The record of a mapping: which part of which file the process has there; null where not all of it is one file of pkernfs.</summary>
    private static ContainerRecord? RecordOf(AddressSpace process, IovaRange iova, VirtualAddress virtualAddress, AccessRights rights) =>
        process.Mappings.FirstOrDefault(mapping => mapping.Range.Contains(new VirtualRange(virtualAddress, iova.Length))) is { File: PkernfsBacking backing } file
            ? new(iova, virtualAddress - file.Range.Start, backing.Inode, rights)
            : null;

    /// <summary>Makes a change to a container, in its file first where it is one: ENOSPC where that has no room, and then nothing has changed.</summary>
    private SystemCall Keep(int container, VfioContainer changed)
    {
        if (changed.File is { } file)
        {
            if (!TryContainerBlock(file, out var block, out string? problem)) return SystemCall.Failed(Errno.EBADF, problem);
            var medium = new ContainerFile(kernel.Memory, block, kernel.Options);
            ulong generation = (medium.Reader.Read(out _)?.Header.Generation ?? 0) + 1;
            var domain = Domain(changed);
            ushort requester = changed.Group is { } group ? _iommu.Group(group).First().Address.SourceId : (ushort)0;
            var records = changed.Mappings.Select(record => record.Kept!).OrderBy(record => record.Range.Start);
            if (!medium.TryWrite(new(changed.Group, requester, domain?.DomainId ?? 0, domain?.Root.Levels ?? 0, generation), [.. records], out problem)) return SystemCall.FromSentence(problem);
        }
        Change(container, _ => changed);
        return SystemCall.Success;
    }

    private bool TryContainerBlock(InodeNumber file, out PhysicalAddress block, [NotNullWhen(false)] out string? problem)
    {
        block = default;
        if (new PkernfsDriver(kernel).TryVolume(out var volume, out problem) && volume.TryGetTables(file, InodeFlags.VfioContainer, out block, out problem))
        {
            problem = null;
            return true;
        }
        problem ??= "The file cannot be used as a container.";
        return false;
    }
}
