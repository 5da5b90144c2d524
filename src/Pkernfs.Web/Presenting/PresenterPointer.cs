namespace Pkernfs.Web.Presenting;

/// <summary>
/// Where the presenter points, by what is there and not by pixels: windows differ in size. A part of the page by its element's id, and the point as parts
/// of its width and height; on the map the address of a cell instead, and the point within that.
/// </summary>
/// <param name="Part">The element's id.</param>
/// <param name="X">From 0, the left edge of the element or cell, to 1.</param>
/// <param name="Y">From 0, the upper edge, to 1.</param>
/// <param name="Address">The first address of the map's cell; null beside the map.</param>
/// <param name="Depth">Which of the map's grids the cell is of, from 0.</param>
public sealed record PresenterPointer(string Part, double X, double Y, ulong? Address = null, int Depth = 0)
{
    // A step's id, with what says that it is one.
    private const int LongestPart = WalkthroughLimits.Name + 8;

    // The map nests as many grids as fit into an address, and no more.
    private const int Deepest = 16;

    /// <summary>False for what no page of ours would send.</summary>
    public bool IsSound => Part is { Length: > 0 and <= LongestPart } && X is >= 0 and <= 1 && Y is >= 0 and <= 1 && Depth is >= 0 and <= Deepest;
}
