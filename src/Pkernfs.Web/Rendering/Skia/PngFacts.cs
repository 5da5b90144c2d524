using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Pkernfs.Web.Rendering.Skia;

/// <summary>A PNG's facts, in text chunks right after its header.</summary>
internal static class PngFacts
{
    public const string LinkKeyword = "pkernfs-link";

    private const int Signature = 8, HeaderChunk = 25;

    public static byte[] Add(byte[] png, PictureFacts facts) =>
    [
        .. png.AsSpan(0, Signature + HeaderChunk),
        .. Chunk("Title", facts.Title),
        .. Chunk("Description", facts.Words),
        .. Chunk("Software", PictureFacts.Program),
        .. Chunk("pkernfs-scenario", facts.Scenario),
        .. Chunk(LinkKeyword, facts.Link),
        .. png.AsSpan(Signature + HeaderChunk),
    ];

    /// <summary>International text, not compressed.</summary>
    private static byte[] Chunk(string keyword, string text)
    {
        byte[] body = [.. "iTXt"u8, .. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];
        byte[] chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length - 4);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(body));
        return chunk;
    }
}
