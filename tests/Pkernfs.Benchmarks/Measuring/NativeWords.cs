using System.Runtime.InteropServices;

namespace Pkernfs.Benchmarks.Measuring;

/// <summary>Words outside of the managed heap, touched once so that no page has to be found while a peer is timed.</summary>
internal sealed unsafe class NativeWords : IDisposable
{
    private readonly ulong* _words;

    public NativeWords(long length)
    {
        Length = length;
        _words = (ulong*)NativeMemory.AlignedAlloc((nuint)length * sizeof(ulong), 2 << 20);
        NativeMemory.Clear(_words, (nuint)length * sizeof(ulong));
    }

    public long Length { get; }

    public ulong* Pointer => _words;

    public ref ulong this[long index] => ref _words[index];

    public void Dispose() => NativeMemory.AlignedFree(_words);
}
