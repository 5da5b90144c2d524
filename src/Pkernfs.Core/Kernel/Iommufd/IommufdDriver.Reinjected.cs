using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>What user space hands over again, or asks for by a file that it found. Nobody posted these calls: they are ours.</summary>
public sealed partial class IommufdDriver
{
    /// <summary>
    /// Hands a file of saved tables over, so that the driver makes the temporary domain of it. User space says which file and nothing else. EBADF unless it is one of a domain's page
    /// tables, EBUSY where a domain of this kernel has its device already, EINVAL where hardware does not use it or it is not sound; nothing is changed then.
    /// </summary>
    public SystemCall RestoreDomain(InodeNumber file, out IommuDomain? domain)
    {
        domain = null;
        if (!TryTables(file, out var block, out string? problem)) return SystemCall.Failed(Errno.EBADF, problem);
        foreach (var (function, _) in _iommu.TranslatingThrough(block))
        {
            if (kernel.State.Iommu.DomainOf(function) is { } held) return SystemCall.Failed(Errno.EBUSY, $"{function}, which translates through inode {file}, is in {held.Name} already.");
        }
        return _iommu.TryRestoreDomain(block, out domain, out problem) ? SystemCall.Success : SystemCall.Failed(Errno.EINVAL, problem);
    }

    /// <summary>The first function that the temporary domain over a file holds: EBADF for another file, ENODEV where no temporary domain is over it.</summary>
    public SystemCall FindDevice(InodeNumber file, out PciAddress function)
    {
        function = default;
        if (!TryTables(file, out var block, out string? problem)) return SystemCall.Failed(Errno.EBADF, problem);
        if (_iommu.HeldBy(block).ToArray() is not [var held, ..]) return SystemCall.Failed(Errno.ENODEV, $"No temporary domain is over inode {file}: no device was restored with it.");
        function = held;
        return SystemCall.Success;
    }

    private bool TryTables(InodeNumber file, out PhysicalAddress block, [NotNullWhen(false)] out string? problem)
    {
        block = default;
        if (new PkernfsDriver(kernel).TryVolume(out var volume, out problem) && volume.TryGetTables(file, InodeFlags.IommuDomainTables, out block, out problem))
        {
            problem = null;
            return true;
        }
        problem ??= "The file is not one of domain page tables.";
        return false;
    }
}
