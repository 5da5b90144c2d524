using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.Costs;

/// <summary>The largest second-stage leaf that a guest's mappings use; the value is the leaf's level.</summary>
public enum LeafSize
{
    FourKiB = 1,
    TwoMiB = 2,
    OneGiB = 3,
}

/// <summary>Leaf sizes as people write them.</summary>
public static class LeafSizes
{
    /// <summary>"4K", "2M", "1G": in links and on the command line.</summary>
    public static string Word(this LeafSize size) => size switch
    {
        LeafSize.FourKiB => "4K",
        LeafSize.TwoMiB => "2M",
        _ => "1G",
    };

    public static ByteCount Bytes(this LeafSize size) => PageTables.PageTableGeometry.EntryCovers((int)size);

    /// <summary>Reads "4K", "2 MiB", "0x40000000".</summary>
    public static bool TryParse(string text, out LeafSize size, [NotNullWhen(false)] out string? problem)
    {
        size = LeafSize.TwoMiB;
        if (ByteSize.TryParse(text, out var bytes, out string sentence))
        {
            foreach (var candidate in Enum.GetValues<LeafSize>())
            {
                if (candidate.Bytes() == bytes)
                {
                    (size, problem) = (candidate, null);
                    return true;
                }
            }
            sentence = $"Page tables have no leaf of {bytes}: 4K, 2M and 1G are possible.";
        }
        problem = sentence;
        return false;
    }
}
