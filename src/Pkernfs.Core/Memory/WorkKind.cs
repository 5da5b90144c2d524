namespace Pkernfs.Core.Memory;

/// <summary>Kinds of work that software does in a step and that are counted as it happens. What devices do is not among them.</summary>
public enum WorkKind
{
    /// <summary>Bytes stored one after another.</summary>
    BytesWritten,

    /// <summary>Bytes of whole frames filled with one pattern, zeros as a rule.</summary>
    BytesFilled,

    /// <summary>Bytes of whole frames copied from one place to another.</summary>
    BytesCopied,

    /// <summary>Page-table entries written or cleared: leaves, and entries that point to tables.</summary>
    TableEntries,

    /// <summary>Leaf entries read from tables to copy or to compare them.</summary>
    EntriesRead,

    /// <summary>Pages taken for page tables.</summary>
    TablePages,

    /// <summary>4 KiB pages looked up in a process's page tables.</summary>
    PagesWalked,

    /// <summary>Pieces of memory whose pin was counted: 4 KiB pages one by one, or a file's blocks where the kernel knows them.</summary>
    PagesPinned,

    /// <summary>4 KiB pages recorded as preserved in bitmaps that hang in a list (KHO's first format).</summary>
    PagesPreservedInList,

    /// <summary>4 KiB pages recorded as preserved in a radix tree (KHO's later format).</summary>
    PagesPreservedInTree,

    /// <summary>Writes to the remapping unit's registers.</summary>
    RegisterWrites,

    /// <summary>Invalidations that the remapping unit is asked for and that are waited for.</summary>
    Invalidations,

    /// <summary>Writes to PCI functions' own registers.</summary>
    FunctionWrites,
}
