namespace Pkernfs.Web.State;

/// <summary>What part of the physical address space the map shows.</summary>
/// <param name="Start">The first address in view.</param>
/// <param name="Length">How much is in view; more than zero.</param>
/// <param name="Level">What one cell of the map stands for.</param>
public sealed record Camera(PhysicalAddress Start, ByteCount Length, MapLevel Level);

/// <summary>What one cell of the map stands for, from coarse to fine.</summary>
public enum MapLevel
{
    /// <summary>Extents of the whole address space.</summary>
    Space,

    /// <summary>Cells of 1 GiB.</summary>
    Gigabyte,

    /// <summary>Cells of one 2 MiB block.</summary>
    Block,

    /// <summary>Cells of one 4 KiB page.</summary>
    Page,

    /// <summary>Cells of 8 bytes, one entry of a page table.</summary>
    Entry,

    /// <summary>Single bytes.</summary>
    Bytes,
}
