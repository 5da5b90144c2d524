using System.Runtime.CompilerServices;

namespace Pkernfs.Core.Memory;

/// <summary>Where a word of a memory lies; the default where that is not known. Whoever holds it keeps the memory.</summary>
internal readonly struct WordPlace
{
    private readonly nint _page;
    private readonly uint _index;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordPlace(nint page, ulong index)
    {
        (_page, _index) = (page, (uint)index);
        Arena.Prefetch(in Arena.WordAt(page, index));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ulong word)
    {
        word = _page == 0 ? 0 : Arena.WordAt(_page, _index);
        return _page != 0;
    }
}
