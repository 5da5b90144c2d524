using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>Sixteen bytes of a page, in halves of eight.</summary>
public sealed record PageByteRow(string Offset, ImmutableArray<PageByteHalf> Halves)
{
    public const int Bytes = 16, Half = 8;

    /// <param name="bytes">The whole page.</param>
    /// <param name="offset">Of the row in the page, a multiple of <see cref="Bytes"/>.</param>
    public static PageByteRow Of(MomentInspection moment, FrameNumber frame, ReadOnlySpan<byte> bytes, int offset, PhysicalRange? selected)
    {
        var halves = ImmutableArray.CreateBuilder<PageByteHalf>(Bytes / Half);
        for (int at = offset; at < offset + Bytes; at += Half)
        {
            var address = frame.Address + new ByteCount((ulong)at);
            var role = moment.RoleOf(address);
            var eight = bytes.Slice(at, Half);
            string? style = selected?.Contains(address) == true ? "chosen" : role.Decoded is null || !eight.ContainsAnyExcept((byte)0) ? null : "decoded";
            halves.Add(new(HexText.Of(eight), style, $"{address}: {role.Title}. {role.Decoded?.Summary ?? role.Detail}", role.Range));
        }
        return new(offset.ToString("x3", CultureInfo.InvariantCulture), halves.ToImmutable());
    }

    /// <summary>A page's bytes; zeros where nothing answers.</summary>
    public static byte[] Read(MomentInspection moment, FrameNumber frame)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        if (!moment.Platform.Memory.TryRead(frame.Address, bytes)) Array.Clear(bytes);
        return bytes;
    }
}

/// <summary>Eight bytes.</summary>
/// <param name="Style">"chosen", "decoded", or null for neither.</param>
/// <param name="Range">The entry that they are of.</param>
public sealed record PageByteHalf(string Words, string? Style, string Title, PhysicalRange Range);
