using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>Something found by name or address.</summary>
/// <param name="Title">What it is: "Context entry of 01:00.0".</param>
/// <param name="Detail">Where or what about it: "0x100403000".</param>
public sealed record SearchResult(string Title, string Detail, SearchTarget Target);

/// <summary>What a result leads to.</summary>
public abstract record SearchTarget
{
    private SearchTarget()
    {
    }

    /// <summary>Bytes of physical memory: an entry, an extent, a file's block.</summary>
    public sealed record Memory(PhysicalRange Range) : SearchTarget;

    /// <summary>What a device reaches at an address.</summary>
    public sealed record Device(PciAddress Requester, Iova Address) : SearchTarget;

    /// <summary>A PCI function.</summary>
    public sealed record Function(PciAddress Address) : SearchTarget;

    /// <summary>A register of the remapping unit.</summary>
    public sealed record Register(string Name) : SearchTarget;

    /// <summary>A step, by its id and its place in the run.</summary>
    public sealed record Step(string Id, int Index) : SearchTarget;
}
