using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Pkernfs.Web.Rendering.Skia;

/// <summary>A PNG's facts, in text chunks right after its header.</summary>
internal static class PngFacts
{
    public const string LinkKeyword = "pkernfs-link";

    private const int HeaderChunk = 25;

    // A chunk is its length, its kind, its body, and a checksum of kind and body (PNG 5.3).
    private const int LengthAndKind = 8, Checksum = 4;

    /// <summary>Compression, its method, no language and no translated keyword (PNG 11.3.3.4).</summary>
    private const int PlainText = 4;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    public static byte[] Add(byte[] png, PictureFacts facts) =>
    [
        .. png.AsSpan(0, Signature.Length + HeaderChunk),
        .. Chunk("Title", facts.Title),
        .. Chunk("Description", facts.Words),
        .. Chunk("Software", PictureFacts.Program),
        .. Chunk("pkernfs-scenario", facts.Scenario),
        .. Chunk(LinkKeyword, facts.Link),
        .. png.AsSpan(Signature.Length + HeaderChunk),
    ];

    public static bool IsPng(ReadOnlySpan<byte> beginning) => beginning.StartsWith(Signature);

    /// <summary>Goes from chunk to chunk as far as the link, and reads no other one.</summary>
    public static PictureLink ReadLink(ReadOnlySpan<byte> png)
    {
        for (int at = Signature.Length; png.Length - at >= LengthAndKind + Checksum;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - LengthAndKind - Checksum) return Damaged(at, "a part of it says that it is longer than the file");
            var kind = png.Slice(at + 4, 4);
            var body = png.Slice(at + LengthAndKind, (int)length);
            if (kind.SequenceEqual("iTXt"u8) && TextOf(body, out var text))
            {
                uint checksum = BinaryPrimitives.ReadUInt32BigEndian(png[(at + LengthAndKind + (int)length)..]);
                return checksum == Crc32.HashToUInt32(png.Slice(at + 4, 4 + (int)length)) ? LinkIn(text, at) : Damaged(at, "its link does not fit its checksum");
            }
            if (kind.SequenceEqual("IEND"u8)) return PictureLink.None("it is a PNG without the explorer's metadata: none that was exported here, or it was copied or converted, which leaves that out");
            at += LengthAndKind + (int)length + Checksum;
        }
        return Damaged(png.Length, "it ends in the middle");
    }

    /// <summary>True for the link's chunk; its text as it stands in it, with what comes before a plain one.</summary>
    private static bool TextOf(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> text)
    {
        text = default;
        int end = body.IndexOf((byte)0);
        if (end < 0 || !body[..end].SequenceEqual(Encoding.Latin1.GetBytes(LinkKeyword))) return false;
        text = body[(end + 1)..];
        return true;
    }

    private static PictureLink LinkIn(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length < PlainText || text[..PlainText].ContainsAnyExcept((byte)0)) return Damaged(at, "its link was packed, which the explorer never does");
        if (text.Length - PlainText > PictureLink.Longest) return PictureLink.None("its link is longer than any of the explorer's");
        try
        {
            return PictureLink.Of(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text[PlainText..]));
        }
        catch (DecoderFallbackException)
        {
            return Damaged(at, "its link is no text");
        }
    }

    private static PictureLink Damaged(int at, string what) => PictureLink.None($"it is damaged at byte {at}: {what}. Export the picture again");

    /// <summary>International text, not compressed.</summary>
    private static byte[] Chunk(string keyword, string text)
    {
        byte[] body = [.. "iTXt"u8, .. Encoding.Latin1.GetBytes(keyword), 0, .. new byte[PlainText], .. Encoding.UTF8.GetBytes(text)];
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length - 4);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(body));
        return chunk;
    }
}
