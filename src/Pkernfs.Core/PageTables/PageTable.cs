using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>
/// Everything one does with page tables in memory, once for every format.
/// Input is what goes in (an IOVA, a virtual address), output is the physical address that comes out.
/// </summary>
public static partial class PageTable<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>
    /// Maps <paramref name="input"/> to the physical range from <paramref name="output"/> on, with the largest leaves that alignment,
    /// the machine and <paramref name="maxLeafLevel"/> allow; all of it, or nothing and a sentence. A page that is mapped already is refused.
    /// Tables come from <paramref name="pages"/> and are zeroed here.
    /// </summary>
    public static MapResult Map(
        IMemoryWriter memory,
        PageTableRoot root,
        PageTableLimits limits,
        AddressRange<TInput> input,
        PhysicalAddress output,
        AccessRights rights,
        ITablePages pages,
        int maxLeafLevel = PageTableGeometry.HighestLeafLevel,
        IEntryObserver? observer = null)
    {
        string? problem = TableRanges<TFormat, TInput>.ProblemWith(root, limits, input);
        if (problem is null && !output.IsAligned(ByteCount.Page)) problem = $"the physical address {output} is not 4 KiB aligned.";
        if (problem is null && !FitsOutput(output, input.Length, limits)) problem = $"{input.Length} from {output} on do not fit in {limits.OutputWidth} bits of physical address.";
        if (problem is null && !TFormat.CanSay(rights)) problem = $"the format has no leaf that allows exactly: {rights}.";
        return problem is not null
            ? MapResult.Refused($"Cannot map {TableRanges<TFormat, TInput>.Name(input)}: {problem}")
            : new TableMapper<TFormat, TInput>(memory, root, limits, rights, pages, maxLeafLevel, observer).Map(input, output);
    }

    /// <summary>
    /// Unmaps <paramref name="input"/>; what is not mapped in it stays so. Splits nothing: a leaf that is only partly covered is refused
    /// before anything is written. Tables left without a present entry go back to <paramref name="pages"/>, the root never.
    /// </summary>
    public static UnmapResult Unmap(
        IMemoryWriter memory,
        PageTableRoot root,
        PageTableLimits limits,
        AddressRange<TInput> input,
        ITablePages pages,
        IEntryObserver? observer = null)
    {
        string? problem = TableRanges<TFormat, TInput>.ProblemWith(root, limits, input);
        return problem is not null
            ? UnmapResult.Refused($"Cannot unmap {TableRanges<TFormat, TInput>.Name(input)}: {problem}")
            : new TableUnmapper<TFormat, TInput>(memory, root, limits, pages, observer).Unmap(input);
    }

    private static bool FitsOutput(PhysicalAddress output, ByteCount length, PageTableLimits limits)
    {
        ulong end = 1UL << limits.OutputWidth;
        return length.Value <= end && output.Value <= end - length.Value;
    }
}
