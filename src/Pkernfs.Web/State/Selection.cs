using Pkernfs.Core.Platform;

namespace Pkernfs.Web.State;

/// <summary>What the inspector shows. Each kind names a thing by what it means, so that a link stays good.</summary>
public abstract record Selection
{
    private Selection()
    {
    }

    /// <summary>A run of physical bytes; the length is more than zero and the end is below 2^64.</summary>
    public sealed record Bytes(PhysicalRange Range) : Selection;

    /// <summary>One 4 KiB page of physical memory.</summary>
    public sealed record Frame(FrameNumber Number) : Selection;

    /// <summary>What a device reaches at an I/O virtual address.</summary>
    public sealed record DeviceAddress(PciAddress Device, Iova Address) : Selection;

    /// <summary>A PCI function.</summary>
    public sealed record Function(PciAddress Address) : Selection;

    /// <summary>One entry of a table in memory.</summary>
    /// <param name="Table">What kind of table it is in.</param>
    /// <param name="Base">The table's first byte.</param>
    /// <param name="Index">The entry's place in the table, 0 to 511.</param>
    public sealed record Entry(TableKind Table, PhysicalAddress Base, int Index) : Selection
    {
        /// <summary>A 4 KiB table of 8-byte entries has 512; tables of 16-byte entries have 256.</summary>
        public const int MaximumIndex = 511;
    }

    /// <summary>A step of the run, by its stable id: "zap-host-functions".</summary>
    public sealed record Step(string Id) : Selection;

    /// <summary>A register of the remapping unit, by its name in VT-d 11.4: "RTADDR".</summary>
    public sealed record Register(string Name) : Selection;

    /// <summary>An invariant, by its id: how it stands at the moment shown.</summary>
    public sealed record Invariant(string Id) : Selection;
}

/// <summary>The tables that a walk passes through. Levels count down to 1, the one whose entries map 4 KiB pages.</summary>
public enum TableKind
{
    Root,
    Context,
    SecondStage5,
    SecondStage4,
    SecondStage3,
    SecondStage2,
    SecondStage1,
    Cpu5,
    Cpu4,
    Cpu3,
    Cpu2,
    Cpu1,
}
