namespace Pkernfs.Core.PageTables;

/// <summary>What mapping did. It maps the whole range, or nothing and says why.</summary>
/// <param name="Mapped">The range's length, or zero.</param>
/// <param name="Leaves">Leaf entries written.</param>
/// <param name="TablesAllocated">Table pages taken.</param>
/// <param name="Problem">Why nothing was mapped, in a sentence; null when it was.</param>
public sealed record MapResult(ByteCount Mapped, long Leaves, int TablesAllocated, string? Problem)
{
    public bool Succeeded => Problem is null;

    internal static MapResult Refused(string problem) => new(default, 0, 0, problem);
}
