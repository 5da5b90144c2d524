namespace Pkernfs.Web.State;

/// <summary>What the map shows of memory. The first three are accounts of who owns what, each a layer; where they disagree is one of its own.</summary>
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

    /// <summary>What outlives a kexec, whoever owns it.</summary>
    Persistence = 16,

    /// <summary>Where DMA landed in the step shown.</summary>
    Dma = 32,

    /// <summary>What differs from a chosen moment.</summary>
    Differences = 64,

    /// <summary>Who owns what, by all accounts.</summary>
    Ownership = Allocator | Tables | Medium,

    All = Ownership | Disagreement | Persistence | Dma | Differences,
}
