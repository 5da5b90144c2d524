using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

/// <summary>An empty tree of tables in 16 MiB of RAM: the root at 1 MiB, tables from 2 MiB on.</summary>
internal sealed class Tree<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    public static readonly PageTableLimits Everything = new(46, true, true);

    public Tree(int levels, PageTableLimits? limits = null)
    {
        Root = new(new(0x100000), levels);
        Limits = limits ?? Everything;
        Pages = new(Memory, new(0x200000));
    }

    public TestMemory Memory { get; } = new(new PhysicalRange(PhysicalAddress.Zero, ByteCount.FromMiB(16)));

    public PageTableRoot Root { get; }

    public PageTableLimits Limits { get; }

    public TestTablePages Pages { get; }

    public MapResult Map(ulong input, ulong output, ulong length, AccessRights rights = AccessRights.ReadWrite, int maxLeafLevel = 3, IEntryObserver? observer = null) =>
        PageTable<TFormat, TInput>.Map(Memory, Root, Limits, new(TInput.At(input), new(length)), new(output), rights, Pages, maxLeafLevel, observer);

    public UnmapResult Unmap(ulong input, ulong length, IEntryObserver? observer = null) =>
        PageTable<TFormat, TInput>.Unmap(Memory, Root, Limits, new(TInput.At(input), new(length)), Pages, observer);

    public PageWalk Walk(ulong input, AccessKind access = AccessKind.Read) =>
        PageTable<TFormat, TInput>.Walk(Memory, Root, Limits, TInput.At(input), access);

    public List<LeafRun<TInput>> Leaves(bool fold = false, AddressRange<TInput>? within = null) =>
        [.. PageTable<TFormat, TInput>.Leaves(Memory, Root, Limits, fold, within)];

    public List<TablePage> Tables() => [.. PageTable<TFormat, TInput>.Tables(Memory, Root, Limits)];

    /// <summary>Changes the entry that the walk for <paramref name="input"/> reads at a level.</summary>
    public void Edit(ulong input, int level, Func<ulong, ulong> change)
    {
        var step = Walk(input).Path.Single(step => step.Level == level);
        Memory.Put(step.EntryAddress, change(step.Entry));
    }
}
