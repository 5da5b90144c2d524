using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>What a record of preserved memory says, whichever of the two formats it has.</summary>
/// <param name="Blocks">By order within the record.</param>
/// <param name="Pages">The record's own pages and what each is; they are not preserved themselves.</param>
/// <param name="Problem">Why it could not be read to its end; null where it could.</param>
public sealed record PreservedMap(ImmutableArray<PreservedBlock> Blocks, ImmutableArray<TrackerPage> Pages, string? Problem)
{
    /// <summary>More blocks than any machine hands over: damaged records can point in circles.</summary>
    public const int MostBlocks = 1 << 22;

    public static PreservedMap Empty { get; } = new([], [], null);

    /// <summary>Reads the record that a tree points to.</summary>
    public static PreservedMap Read(IMemoryView memory, HandoverTree tree) =>
        tree.Map == default ? Empty : tree.Version.HasRadix() ? PreservedRadix.Read(memory, tree.Map) : PreservedBitmaps.Read(memory, tree.Map);
}

/// <summary>A page of a record of preserved memory.</summary>
/// <param name="What">"radix tree, level 5", "bitmap chunk".</param>
public sealed record TrackerPage(PhysicalAddress Page, string What);
