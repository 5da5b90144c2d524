using System.Runtime.CompilerServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>A level-2 table, and what a walk knows when it has come to it. The default leads nowhere.</summary>
internal readonly struct Waypoint
{
    public const int AtLevel = 2;

    /// <summary>log2 of the input that one such table covers.</summary>
    public const int InputShift = PageTableGeometry.PageShift + (AtLevel * PageTableGeometry.IndexBits);

    private readonly ulong _inputAndLevels;
    private readonly ulong _root;
    private readonly PhysicalAddress _table;
    private readonly nint _page;

    /// <param name="page">Where the table lies as a page; 0 where it does not.</param>
    public Waypoint(PageTableRoot root, ulong input, WalkInProgress walk, nint page) =>
        (_inputAndLevels, _root, _table, _page, Rights) = (Key(root, input), root.Table.Value, walk.Output, page, walk.Rights);

    /// <summary>What the entries on the way allow.</summary>
    public AccessRights Rights { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool LeadsTo(PageTableRoot root, ulong input) => _inputAndLevels == Key(root, input) && _root == root.Table.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WalkInProgress Walk(ulong input) => new(_table, Rights, input);

    /// <summary>Where the entry lies that such a walk needs first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordPlace EntryFor(ulong input) => new(_page, (uint)PageTableGeometry.IndexOf(input, AtLevel));

    /// <summary>Which GiB of input, and how many levels are above: never 0.</summary>
    private static ulong Key(PageTableRoot root, ulong input) => (input >> InputShift << 3) | (uint)root.Levels;
}
