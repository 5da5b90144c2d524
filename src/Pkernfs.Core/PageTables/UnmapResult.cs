namespace Pkernfs.Core.PageTables;

/// <summary>What unmapping did.</summary>
/// <param name="Unmapped">Bytes that were mapped and are no longer: less than the range where it had holes.</param>
/// <param name="Leaves">Leaf entries cleared.</param>
/// <param name="TablesFreed">Table pages given back.</param>
/// <param name="Problem">Why it was refused, or why it stopped, in a sentence; null when all went well.</param>
public sealed record UnmapResult(ByteCount Unmapped, long Leaves, int TablesFreed, string? Problem)
{
    public bool Succeeded => Problem is null;

    internal static UnmapResult Refused(string problem) => new(default, 0, 0, problem);
}
