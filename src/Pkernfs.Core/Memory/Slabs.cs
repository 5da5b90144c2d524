using System.Collections.Concurrent;

namespace Pkernfs.Core.Memory;

/// <summary>
/// The slabs of an arena. They go back to a stock with the last memory that is in them, so that the next run finds memory that the system has handed out
/// already: the first touch of a page costs more than what is written to it.
/// </summary>
/// <param name="parent">The slabs of the arena that this one goes on from; they are kept for as long as these.</param>
internal sealed class Slabs(Slabs? parent)
{
    /// <summary>8-byte words of a whole slab: 2 MiB. Smaller ones are not kept in stock.</summary>
    public const int WholeSlab = 1 << 18;

    private static readonly ConcurrentBag<Slab> stock = [];
    private static readonly int mostInStock = (int)Math.Min(384, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16 / (WholeSlab * sizeof(ulong)));

    private readonly List<Slab> _whole = [];
    private readonly List<Slab> _small = [];

    static Slabs() => Watch.Begin();

    ~Slabs()
    {
        foreach (var slab in _whole)
        {
            if (stock.Count < mostInStock) stock.Add(slab);
        }
    }

    public Slabs? Parent { get; } = parent;

    /// <summary>The address of a slab of so many words; what is in it may be anything. It never moves, and is there for as long as this.</summary>
    public nint Take(int words)
    {
        bool isWhole = words == WholeSlab;
        var slab = !isWhole ? Slab.Alone(words) : stock.TryTake(out var spare) ? spare : SlabBlock.Next();
        (isWhole ? _whole : _small).Add(slab);
        return slab.Address;
    }

    /// <summary>Lets the stock go when memory gets short; asked at every full collection, by being collected.</summary>
    private sealed class Watch
    {
        ~Watch()
        {
            var memory = GC.GetGCMemoryInfo(GCKind.Any);
            if (memory.MemoryLoadBytes > memory.HighMemoryLoadThresholdBytes) stock.Clear();
            if (!Environment.HasShutdownStarted) Begin();
        }

        public static void Begin() => GC.KeepAlive(new Watch());
    }
}
