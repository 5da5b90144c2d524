using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pkernfs.Benchmarks.Measuring;

/// <summary>The peers that are written in C, compiled on the spot for this machine.</summary>
internal sealed unsafe class CReference : IDisposable
{
    private readonly string _folder;
    private readonly nint _library;
    private readonly delegate* unmanaged<ulong*, ulong, ulong, int, ulong> _leaves;
    private readonly delegate* unmanaged<ulong*, ulong, ulong, ulong*, long, ulong> _walks;
    private readonly delegate* unmanaged<ulong*, long, ulong> _read;
    private readonly delegate* unmanaged<ulong*, ulong*, long, ulong> _gather;

    private readonly delegate* unmanaged<ulong*, ulong, ulong, ulong, ulong, ulong, int, FreePages*, ulong> _map;
    private readonly delegate* unmanaged<ulong*, ulong, ulong, ulong, ulong, FreePages*, ulong> _unmap;

    private CReference(string folder, nint library)
    {
        (_folder, _library) = (folder, library);
        _leaves = (delegate* unmanaged<ulong*, ulong, ulong, int, ulong>)NativeLibrary.GetExport(library, "leaves");
        _walks = (delegate* unmanaged<ulong*, ulong, ulong, ulong*, long, ulong>)NativeLibrary.GetExport(library, "walks");
        _read = (delegate* unmanaged<ulong*, long, ulong>)NativeLibrary.GetExport(library, "read_words");
        _map = (delegate* unmanaged<ulong*, ulong, ulong, ulong, ulong, ulong, int, FreePages*, ulong>)NativeLibrary.GetExport(library, "map_range");
        _unmap = (delegate* unmanaged<ulong*, ulong, ulong, ulong, ulong, FreePages*, ulong>)NativeLibrary.GetExport(library, "unmap_range");
        _gather = (delegate* unmanaged<ulong*, ulong*, long, ulong>)NativeLibrary.GetExport(library, "gather");
    }

    /// <exception cref="InvalidOperationException">gcc is not there or refuses the source.</exception>
    public static CReference Build()
    {
        string folder = Directory.CreateTempSubdirectory("pkernfs-bench-").FullName;
        string library = Path.Combine(folder, "reference.so");
        string source = Path.Combine(AppContext.BaseDirectory, "Reference", "reference.c");
        using var gcc = Process.Start(new ProcessStartInfo("gcc", ["-O2", "-march=native", "-shared", "-fPIC", "-o", library, source]) { RedirectStandardError = true })!;
        string errors = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        if (gcc.ExitCode != 0) throw new InvalidOperationException($"gcc does not compile {source}: {errors}");
        return new(folder, NativeLibrary.Load(library));
    }

    /// <summary>Walks all tables of an image of memory; gives the sum that <see cref="Workloads.SecondStageImage.Mix"/> makes of the leaves.</summary>
    /// <param name="origin">The physical address of the image's first word.</param>
    public ulong Leaves(NativeWords image, ulong origin, ulong table, int levels) => _leaves(image.Pointer, origin, table, levels);

    /// <summary>Root entry, context entry and leaf for each IOVA; the sum of where they go.</summary>
    public ulong Walks(NativeWords image, ulong origin, ulong rootTable, NativeWords iovas) => _walks(image.Pointer, origin, rootTable, iovas.Pointer, iovas.Length);

    /// <summary>Reads all words one after another; their sum.</summary>
    public ulong ReadWords(NativeWords words) => _read(words.Pointer, words.Length);

    /// <summary>Reads the words at some indices; their sum.</summary>
    public ulong Gather(NativeWords words, NativeWords indices) => _gather(words.Pointer, indices.Pointer, indices.Length);

    /// <summary>Maps a range under a root, with leaves of up to that level; false where it cannot.</summary>
    public bool Map(NativeWords image, ulong origin, ulong root, ulong iova, ulong output, ulong length, int leafLevel, ref FreePages pages)
    {
        fixed (FreePages* free = &pages) return _map(image.Pointer, origin, root, iova, output, length, leafLevel, free) != 0;
    }

    /// <summary>Unmaps a range; how many bytes of it were mapped.</summary>
    public ulong Unmap(NativeWords image, ulong origin, ulong root, ulong iova, ulong length, ref FreePages pages)
    {
        fixed (FreePages* free = &pages) return _unmap(image.Pointer, origin, root, iova, length, free);
    }

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Pages that the C peer takes tables from, the last first.</summary>
internal unsafe struct FreePages(NativeWords pages)
{
    public ulong* Free = pages.Pointer;
    public long Count = pages.Length;
}
