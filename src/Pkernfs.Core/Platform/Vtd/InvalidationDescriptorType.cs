namespace Pkernfs.Core.Platform.Vtd;

/// <summary>What a descriptor of the invalidation queue asks for (VT-d 6.5.2); the types of legacy mode.</summary>
public enum InvalidationDescriptorType
{
    ContextCache = 1,
    Iotlb = 2,
    DeviceTlb = 3,
    InterruptEntryCache = 4,
    Wait = 5,
}
