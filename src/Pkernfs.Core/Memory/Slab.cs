using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>A piece of a pinned array, which it keeps.</summary>
internal readonly record struct Slab(ulong[] Array, nint Address)
{
    /// <summary>A slab with an array of its own.</summary>
    public static Slab Alone(int words)
    {
        ulong[] array = GC.AllocateUninitializedArray<ulong>(words, pinned: true);
        return new(array, Marshal.UnsafeAddrOfPinnedArrayElement(array, 0));
    }
}
