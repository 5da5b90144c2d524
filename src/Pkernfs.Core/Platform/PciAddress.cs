using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pkernfs.Core.Platform;

/// <summary>Where a PCI function sits (BDF): bus 0-255, device 0-31, function 0-7, in segment 0 unless said.</summary>
public readonly record struct PciAddress : IComparable<PciAddress>
{
    public PciAddress(byte bus, byte device, byte function, ushort segment = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(device, 31);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(function, 7);
        Segment = segment;
        SourceId = (ushort)((bus << 8) | (device << 3) | function);
    }

    public ushort Segment { get; }

    /// <summary>What the function puts on the bus as its requester id: bus in bits 15:8, device in 7:3, function in 2:0.</summary>
    public ushort SourceId { get; }

    public byte Bus => (byte)(SourceId >> 8);

    /// <summary>Device and function together: the index of the function's context entry, 0 to 255.</summary>
    public byte DevFn => (byte)SourceId;

    public byte Device => (byte)(DevFn >> 3);

    public byte Function => (byte)(DevFn & 7);

    public static PciAddress FromSourceId(ushort sourceId) =>
        new((byte)(sourceId >> 8), (byte)((sourceId >> 3) & 31), (byte)(sourceId & 7));

    /// <summary>Reads "01:00.0" and "0000:01:00.0".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PciAddress address)
    {
        address = default;
        if (text is null) return false;
        var parts = text.Trim().Split(':');
        if (parts.Length is < 2 or > 3) return false;
        var deviceAndFunction = parts[^1].Split('.');
        ushort segment = 0;
        if (parts.Length == 3 && !ushort.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out segment)) return false;
        if (deviceAndFunction.Length != 2
            || !byte.TryParse(parts[^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte bus)
            || !byte.TryParse(deviceAndFunction[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte device)
            || !byte.TryParse(deviceAndFunction[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte function)
            || device > 31 || function > 7) return false;
        address = new PciAddress(bus, device, function, segment);
        return true;
    }

    /// <summary>By segment, then by source id.</summary>
    public int CompareTo(PciAddress other) => (Segment, SourceId).CompareTo((other.Segment, other.SourceId));

    /// <summary>"01:00.0", with the segment in front where it is not 0.</summary>
    public override string ToString()
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"{Bus:x2}:{Device:x2}.{Function}");
        return Segment == 0 ? address : string.Create(CultureInfo.InvariantCulture, $"{Segment:x4}:{address}");
    }
}
