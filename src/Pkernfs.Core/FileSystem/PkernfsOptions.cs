namespace Pkernfs.Core.FileSystem;

/// <summary>Where the posted code differs from its stated intent, the intent is modelled; each flag here asks for the code as posted.</summary>
/// <param name="ZapEveryDevice">RFC 10/18: the shutdown path clears every device's context entry, persistent ones too.</param>
/// <param name="ReallocateOnTruncate">RFC 04/18: growing a file that has blocks allocates all of them again.</param>
/// <param name="TypeTestByOr">RFC 07/18: the inode type test uses | for &amp;, so every file passes for a page-table file.</param>
/// <param name="UnboundedAllocation">RFC 04/18: the block allocator's scan does not stop at the region's end.</param>
/// <param name="UncheckedRegionPages">RFC 08/18: a full page-table region hands out an address before the region.</param>
/// <param name="UncheckedRegionBitmap">RFC 09/18, 14/18: a region that an earlier kernel filled is taken as it is; nobody holds its bitmap against its tables.</param>
public sealed record PkernfsOptions(
    bool ZapEveryDevice = false,
    bool ReallocateOnTruncate = false,
    bool TypeTestByOr = false,
    bool UnboundedAllocation = false,
    bool UncheckedRegionPages = false,
    bool UncheckedRegionBitmap = false)
{
    /// <summary>Limits of the design itself that are lifted: not what was posted, and not its intent either, but ours.</summary>
    public LiftedLimits Lifted { get; init; }

    public bool Lifts(LiftedLimits limit) => (Lifted & limit) == limit;

    /// <summary>The intent everywhere.</summary>
    public static PkernfsOptions Intent { get; } = new();

    /// <summary>The posted code everywhere.</summary>
    public static PkernfsOptions AsPosted { get; } = new(true, true, true, true, true, true);
}
