namespace Pkernfs.Core.FileSystem;

/// <summary>Limits of the posted design that a kernel of ours lifts, one bit each; a scenario names them in <c>lifted-limits</c>. None of it is in the series.</summary>
[Flags]
public enum LiftedLimits
{
    None = 0,

    /// <summary>A domain's tables may take several blocks of 2 MiB; the first lists the others (<see cref="PageTableRegions"/>).</summary>
    SeveralRegions = 1,

    /// <summary>A file that is truncated to 1 GiB or more is made of pieces of 1 GiB at multiples of 1 GiB, one mappings entry each (<see cref="InodeFlags.GiganticBlocks"/>).</summary>
    GiganticBlocks = 2,

    /// <summary>The block allocator looks at the whole bitmap, 16 TiB, and not at its first 2 TiB.</summary>
    WholeBitmap = 4,

    /// <summary>mmap fills in the largest entries that fit, and not 4 KiB ones: what RFC 05/18 leaves for later.</summary>
    LargeMappings = 8,
}
