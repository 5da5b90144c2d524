using System.Numerics;

namespace Pkernfs.Web.Streaming;

/// <summary>What part of the physical address space a viewer looks at, and how closely.</summary>
/// <param name="Start">Its first address, a multiple of the cell size.</param>
/// <param name="Length">Bytes, 1 or more; start and length together stay within 52 bits. The last cell is cut at the viewport's end.</param>
/// <param name="CellSize">Bytes that are drawn as one: a power of two; 1 gives every extent as it is.</param>
public sealed record Viewport(ulong Start, ulong Length, ulong CellSize)
{
    internal PhysicalRange Range => new(new(Start), new(Length));

    /// <summary>Null, or a sentence that says what is wrong with it.</summary>
    public string? Problem()
    {
        const ulong end = 1UL << StreamingLimits.AddressBits;
        if (Length == 0) return "The viewport is empty: its length must be 1 byte or more.";
        if (Start >= end || Length > end - Start) return $"The viewport from 0x{Start:x} on, 0x{Length:x} bytes long, reaches beyond {StreamingLimits.AddressBits} bits of physical address.";
        if (!BitOperations.IsPow2(CellSize)) return $"The cell size {CellSize} is not a power of two.";
        if ((Start & (CellSize - 1)) != 0) return $"The viewport starts at 0x{Start:x}, which is not a multiple of its cell size 0x{CellSize:x}.";
        ulong cells = ((Length - 1) / CellSize) + 1;
        return cells > StreamingLimits.MaxCells ? $"The viewport has {cells} cells of {new ByteCount(CellSize)}, and at most {StreamingLimits.MaxCells} can be asked for; take larger cells or a smaller part." : null;
    }

    /// <summary>The cell that holds an address of the viewport, cut at the viewport's end.</summary>
    internal PhysicalRange CellAt(PhysicalAddress address)
    {
        var start = address.AlignDown(new(CellSize));
        return new PhysicalRange(start, new(CellSize)).Intersect(Range);
    }
}
