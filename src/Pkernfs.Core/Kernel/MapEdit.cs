using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>One edit that a kernel makes to the firmware's map while it boots.</summary>
/// <param name="Range">What the edit asks for, cut to the address space; parts that the map does not hold are not touched.</param>
/// <param name="From">The kind that the range must have; null for any.</param>
/// <param name="To">The kind that it gets; null when it leaves the map.</param>
/// <param name="Cause">The parameter that asks for it ("memmap=1G%1G"), or the kernel's own reason.</param>
/// <param name="Affected">The parts of the map that it really changed, as they were, by address.</param>
public sealed record MapEdit(
    MapEditKind Kind,
    PhysicalRange Range,
    FirmwareRangeKind? From,
    FirmwareRangeKind? To,
    string Cause,
    ImmutableArray<FirmwareRange> Affected)
{
    /// <summary>In the kernel log's words: "e820: remove [mem 0x40000000-0x7fffffff]". An added range has no line in real logs and gets one alike.</summary>
    public string LogLine => Kind switch
    {
        MapEditKind.Forget => "e820: user-defined map begins empty",
        MapEditKind.Remove => $"e820: remove {Mem}{(From is { } from ? " " + E820Type.Word(from) : "")}",
        MapEditKind.Update => $"e820: update {Mem} {(From is { } from ? E820Type.Word(from) : "any")} ==> {E820Type.Word(To!.Value)}",
        _ => $"e820: add {Mem} {E820Type.Word(To!.Value)}",
    };

    private string Mem => $"[mem 0x{Range.Start.Value:x8}-0x{Range.Last.Value:x8}]";
}

/// <summary>What an edit does.</summary>
public enum MapEditKind
{
    /// <summary>Puts a range into the map; where ranges overlap the higher E820 type holds.</summary>
    Add,

    /// <summary>Takes a range out of the map.</summary>
    Remove,

    /// <summary>Changes a range's kind.</summary>
    Update,

    /// <summary>Empties the map (memmap=exactmap).</summary>
    Forget,
}
