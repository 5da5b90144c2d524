namespace Pkernfs.Core.Platform.Vtd;

/// <summary>IQEI: why the invalidation queue stopped (IQER bits 3:0).</summary>
public enum QueueError
{
    None = 0,
    TailBeyondQueue = 1,
    DescriptorNotAccessible = 2,
    DescriptorTypeInvalid = 3,
    ReservedFieldSet = 4,

    /// <summary>256-bit descriptors asked for on a unit without scalable mode.</summary>
    DescriptorWidthInvalid = 5,
    TailMisaligned = 6,
}
