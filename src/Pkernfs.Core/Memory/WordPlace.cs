using System.Runtime.CompilerServices;

namespace Pkernfs.Core.Memory;

/// <summary>Where a word of a memory lies; the default where that is not known. Whoever holds it keeps the memory.</summary>
internal readonly unsafe struct WordPlace
{
    private readonly ulong* _word;

    /// <param name="page">Where a page lies, or 0.</param>
    /// <param name="index">A word of it, 0 to 511.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordPlace(nint page, uint index) => _word = page == 0 ? null : (ulong*)page + index;

    /// <summary>Has the processor fetch the word, so that other things can be done meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch() => Arena.Prefetch(in *_word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ulong word)
    {
        word = _word == null ? 0 : *_word;
        return _word != null;
    }
}
