using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>What the running kernel's own objects say of a device's translation, beside what the tables say.</summary>
/// <param name="Kernel">The running kernel's release; null where none runs.</param>
/// <param name="Record">The iommu_domain that it believes the device to be attached to; null where there is none.</param>
/// <param name="Disagreement">Where record and tables differ, in a few words; null where they agree.</param>
public sealed record TranslationSoftware(PciAddress Device, string? Kernel, IommuDomain? Record, string? Disagreement)
{
    public static TranslationSoftware Of(KernelState? kernel, TranslationDevice device)
    {
        var record = kernel?.Iommu.DomainOf(device.Address);
        return new(device.Address, kernel?.Release, record, Compare(kernel, record, device));
    }

    private static string? Compare(KernelState? kernel, IommuDomain? record, TranslationDevice device)
    {
        bool translates = device.Context is { Present: true };
        if (record is null)
        {
            return !translates ? null
                : kernel is null ? "hardware translates, no kernel object knows it"
                : $"hardware translates, kernel {kernel.Release} has no iommu_domain for it";
        }
        if (!translates) return "the record is there, the context entry is not";
        var entry = device.Context!.Value;
        if (record.Kind != DomainKind.Identity && entry.SecondStageTable != record.Root.Table)
            return $"the record's tables are at {record.Root.Table}, the entry points to {entry.SecondStageTable}";
        return entry.DomainId != record.DomainId ? $"the allocator's domain id is {record.DomainId}, the entry tags with DID {entry.DomainId}" : null;
    }
}
