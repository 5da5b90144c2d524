using System.Text;

namespace Pkernfs.Core.Artifacts;

/// <summary>Bytes of files that nobody vouches for: read up to a limit, decoded strictly.</summary>
internal static class BoundedText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All bytes; null when there are more than <paramref name="limit"/>, of which no more are read.</summary>
    public static byte[]? ReadAll(Stream stream, int limit)
    {
        using var copy = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        int read;
        while ((read = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (copy.Length + read > limit) return null;
            copy.Write(buffer, 0, read);
        }
        return copy.ToArray();
    }

    /// <summary>The text of UTF-8 bytes without a byte order mark; null with the first bad byte's offset when they are not UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, out int badByte)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) bytes = bytes[3..];
        badByte = -1;
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException broken)
        {
            badByte = broken.Index;
            return null;
        }
    }

    /// <summary>Bytes as text, what is not UTF-8 replaced: logs carry what devices call themselves.</summary>
    public static string DecodeLoosely(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
