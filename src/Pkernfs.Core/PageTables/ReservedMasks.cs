using System.Runtime.CompilerServices;

namespace Pkernfs.Core.PageTables;

/// <summary>A format's reserved bits on one machine, worked out once: two masks a level, for tables and for leaves.</summary>
internal readonly struct ReservedMasks
{
    private readonly ulong[] _masks;

    private ReservedMasks(ulong[] masks) => _masks = masks;

    public static ReservedMasks Of<TFormat, TInput>(PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        ulong[] masks = new ulong[2 * (PageTableGeometry.MostLevels + 1)];
        for (int level = 1; level <= PageTableGeometry.MostLevels; level++)
        {
            masks[level * 2] = TFormat.ReservedMask(level, false, limits);
            masks[(level * 2) + 1] = TFormat.ReservedMask(level, true, limits);
        }
        return new(masks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Of(int level, bool isLeaf) => _masks[(level * 2) + (isLeaf ? 1 : 0)];
}
