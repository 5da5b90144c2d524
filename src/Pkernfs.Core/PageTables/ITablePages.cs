using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.PageTables;

/// <summary>Where table pages come from and go back to.</summary>
public interface ITablePages
{
    /// <summary>Hands out a 4 KiB page in RAM; its content may be anything. False, with a sentence, when there is none.</summary>
    bool TryAllocate(out PhysicalAddress page, [NotNullWhen(false)] out string? problem);

    /// <summary>Takes back a page that this handed out; no entry points to it any more once the operation ends.</summary>
    void Free(PhysicalAddress page);
}
