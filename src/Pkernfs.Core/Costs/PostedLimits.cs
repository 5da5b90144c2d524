using System.Globalization;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Costs;

/// <summary>What of the posted design a guest of some size goes beyond: costs are said there too, but nothing as posted would get so far.</summary>
public static class PostedLimits
{
    /// <summary>The most that one file names: its mappings block holds a block's number in 8 bytes.</summary>
    private const ulong LargestFile = PkernfsLayout.MappingsCapacity * PkernfsLayout.BlockSize;

    /// <summary>The most that the block allocator looks at.</summary>
    private const ulong LargestRegion = PkernfsLayout.BitmapScanLimit * PkernfsLayout.BlockSize;

    /// <summary>A sentence for each limit; empty where the design as posted carries it.</summary>
    public static IEnumerable<string> ExceededBy(CostProfile profile)
    {
        if (profile.TablePool > PkernfsLayout.RegionPages)
            yield return string.Create(CultureInfo.InvariantCulture, $"The domain's tables need {profile.TablePool:#,0} pages, and its pool of 2 MiB has {PkernfsLayout.RegionPages} (RFC 08/18, 14/18).");
        // Without a pool there is no pkernfs region: what is reserved is something else's.
        if (profile.TablePool == 0) yield break;
        if (profile.Guest.Value > LargestFile)
            yield return $"A file's one mappings block names {new ByteCount(LargestFile)} at most (RFC 04/18).";
        if (profile.Reserved.Value > LargestRegion)
            yield return $"The block allocator looks at {new ByteCount(LargestRegion)} at most (RFC 03/18).";
    }
}
