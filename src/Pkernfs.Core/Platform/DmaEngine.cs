using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform;

/// <summary>
/// The part of a device that masters the bus: the buffers that its driver programmed into it, by the address that the
/// device will put on the bus, and the running number of its writes. It is hardware, so a kexec does not stop it.
/// </summary>
/// <param name="Buffers">Where the driver told it to read and write; at least one.</param>
/// <param name="Sequence">The number of the next write, from 1; each payload carries it.</param>
/// <param name="Recent">Addresses of the latest writes, oldest first: what it reads back.</param>
public sealed record DmaEngine(ImmutableArray<DmaBuffer> Buffers, ulong Sequence, ImmutableArray<Iova> Recent)
{
    /// <summary>How many writes it remembers for reading back: a small ring, as a NIC has.</summary>
    public const int RecentCapacity = 16;

    /// <summary>An engine just programmed.</summary>
    public static DmaEngine Programmed(IEnumerable<DmaBuffer> buffers) => new([.. buffers], 1, []);

    /// <summary>The engine after a write to <paramref name="iova"/>.</summary>
    public DmaEngine Wrote(Iova iova) => this with
    {
        Sequence = Sequence + 1,
        Recent = (Recent.Length == RecentCapacity ? Recent.RemoveAt(0) : Recent).Add(iova),
    };

    /// <summary>Where it wrote, <paramref name="back"/> writes before the latest; null where it does not remember.</summary>
    public Iova? RecentWrite(int back) => back < Recent.Length ? Recent[Recent.Length - 1 - back] : null;
}

/// <summary>A buffer that a driver gave to its device.</summary>
public sealed record DmaBuffer(IovaRange Range, AccessRights Rights);
