using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// A list of extents in few bytes, for any drawing: version, shift, count, then for each extent the gap since the end of the one before
/// (since address 0 for the first), its length, its class and its marks. Gap and length are varints in units of 2^shift bytes.
/// docs/streaming.md has it byte by byte.
/// </summary>
public static class PackedExtents
{
    public const byte Version = 1;

    /// <summary>The class byte of an extent where nothing answers.</summary>
    public const byte Nothing = 0xff;

    private const int EntryBytes = 4;
    private const ExtentMarks KnownMarks = ExtentMarks.Persistent | ExtentMarks.Reachable | ExtentMarks.Mixed;

    /// <summary>Packs extents that are in order of address and do not overlap.</summary>
    /// <exception cref="ArgumentException">They overlap, are out of order or empty, or reach beyond 52 bits.</exception>
    public static byte[] Encode(IReadOnlyCollection<PackedExtent> extents)
    {
        var writer = new PackedWriter();
        int shift = PackedUnits.ShiftOf(extents.Select(extent => extent.Range));
        writer.Byte(Version);
        writer.Byte((byte)shift);
        writer.Varint((ulong)extents.Count);
        ulong end = 0;
        foreach (var extent in extents)
        {
            PackedUnits.Write(writer, extent.Range, shift, ref end);
            writer.Byte(extent.Class is { } kind ? (byte)kind : Nothing);
            writer.Byte((byte)extent.Marks);
        }
        return writer.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not such a list; the message says where.</exception>
    public static ImmutableArray<PackedExtent> Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        reader.Version(Version);
        int shift = PackedUnits.ReadShift(ref reader);
        int count = reader.Count(EntryBytes);
        var extents = ImmutableArray.CreateBuilder<PackedExtent>(count);
        ulong end = 0;
        for (int i = 0; i < count; i++)
        {
            var range = PackedUnits.Read(ref reader, shift, ref end);
            byte kind = reader.Byte();
            var marks = (ExtentMarks)reader.Byte();
            if (kind != Nothing && !Enum.IsDefined((OwnerClass)kind)) throw new InvalidDataException($"Extent {i} at {range.Start} has class {kind}, which this reader does not know.");
            if ((marks & ~KnownMarks) != 0) throw new InvalidDataException($"Extent {i} at {range.Start} has marks 0x{(byte)marks:x}, which this reader does not know.");
            extents.Add(new(range, kind == Nothing ? null : (OwnerClass)kind, marks));
        }
        reader.End();
        return extents.ToImmutable();
    }
}
