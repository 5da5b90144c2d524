namespace Pkernfs.Web.State;

/// <summary>Whose view of memory the map shows: each is a layer, and so is where they disagree.</summary>
[Flags]
public enum MapLayers
{
    None = 0,

    /// <summary>What software believes: the page allocator, pkernfs' bitmap, VFIO's records.</summary>
    Allocator = 1,

    /// <summary>What the tables in memory reach.</summary>
    Tables = 2,

    /// <summary>What the bytes themselves are.</summary>
    Medium = 4,

    /// <summary>Where the others differ.</summary>
    Disagreement = 8,

    All = Allocator | Tables | Medium | Disagreement,
}
