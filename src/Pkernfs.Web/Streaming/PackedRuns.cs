using System.Collections.Immutable;

namespace Pkernfs.Web.Streaming;

/// <summary>Ranges without a class, such as those whose bytes changed: as <see cref="PackedExtents"/>, but gap and length alone.</summary>
public static class PackedRuns
{
    public const byte Version = 1;

    private const int EntryBytes = 2;

    /// <summary>Packs ranges that are in order of address and do not overlap.</summary>
    /// <exception cref="ArgumentException">They overlap, are out of order or empty, or reach beyond 52 bits.</exception>
    public static byte[] Encode(IReadOnlyCollection<PhysicalRange> runs)
    {
        var writer = new PackedWriter();
        int shift = PackedUnits.ShiftOf(runs);
        writer.Byte(Version);
        writer.Byte((byte)shift);
        writer.Varint((ulong)runs.Count);
        ulong end = 0;
        foreach (var run in runs) PackedUnits.Write(writer, run, shift, ref end);
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a list; the message says where.</exception>
    public static ImmutableArray<PhysicalRange> Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        reader.Version(Version);
        int shift = PackedUnits.ReadShift(ref reader);
        int count = reader.Count(EntryBytes);
        var runs = ImmutableArray.CreateBuilder<PhysicalRange>(count);
        ulong end = 0;
        for (int i = 0; i < count; i++) runs.Add(PackedUnits.Read(ref reader, shift, ref end));
        reader.End();
        return runs.ToImmutable();
    }
}
