namespace Pkernfs.Core.Platform.Vtd;

/// <summary>How much an invalidation covers; the value is what registers and descriptors hold.</summary>
public enum InvalidationGranularity
{
    /// <summary>0: not a granularity.</summary>
    Reserved = 0,
    Global = 1,
    Domain = 2,

    /// <summary>3: one device's context entries, or some pages of a domain.</summary>
    DeviceOrPage = 3,
}
