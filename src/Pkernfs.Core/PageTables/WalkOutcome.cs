namespace Pkernfs.Core.PageTables;

/// <summary>How a walk ended.</summary>
public enum WalkOutcome
{
    Translated,

    /// <summary>An entry on the path is not present, or lacks the right that the access needs.</summary>
    NotPermitted,

    /// <summary>An entry on the path has a bit set that must not be.</summary>
    ReservedBits,

    /// <summary>A table is not in RAM; the walk's level tells which.</summary>
    Unreadable,

    /// <summary>The input is wider than the tables take, or for a CPU not canonical. No table was read.</summary>
    BeyondInputWidth,
}
