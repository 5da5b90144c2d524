namespace Pkernfs.Core.Inspection.Restore;

/// <summary>Which memory something lives in, in words.</summary>
internal static class RestorePlaces
{
    /// <summary>"pkernfs, /iommu/dom-0", "ordinary RAM", or that nobody owns it.</summary>
    public static string Of(MomentInspection moment, PhysicalAddress address)
    {
        if (moment.FilePlace(address) is { } file) return $"pkernfs, {file.Path}";
        if (moment.Medium?.Region.Contains(address) == true) return "pkernfs, a free block";
        return moment.Kernel?.Pages.At(address) is not null ? "ordinary RAM" : "RAM that the running kernel did not hand out";
    }
}
