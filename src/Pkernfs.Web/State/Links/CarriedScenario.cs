using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.State.Links;

/// <summary>
/// A scenario file that a link carries whole, so that it opens where nobody has the file. Its code is "b." and, in base64url, three bytes of the text's SHA-256
/// before the text in Brotli: a link that was cut or retyped is told from a good one. Two are equal where their texts are.
/// </summary>
public sealed class CarriedScenario(string text) : IEquatable<CarriedScenario>
{
    private const string Form = "b.";

    private const int CheckBytes = 3;

    // The best that Brotli can do takes long for texts that no address holds anyway.
    private const int LongText = 64 << 10, BestQuality = 11, QuickQuality = 5, Window = 22;

    private readonly Lazy<string> code = new(() => Write(InLines(text)));

    /// <summary>The file's text, its line ends as LF.</summary>
    public string Text { get; } = InLines(text);

    /// <summary>The text as links have it.</summary>
    public string Code => code.Value;

    /// <summary>Reads what <see cref="Code"/> wrote; false, with a sentence, where it is damaged. What the text is worth is for the scenario reader.</summary>
    public static bool TryRead(string code, [NotNullWhen(true)] out CarriedScenario? carried, [NotNullWhen(false)] out string? problem)
    {
        carried = null;
        problem = Read(code, out string? text);
        if (problem is null) carried = new(text!);
        return problem is null;
    }

    public bool Equals(CarriedScenario? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as CarriedScenario);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{Text.Length} characters";

    private static string InLines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string Write(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] packed = new byte[CheckBytes + BrotliEncoder.GetMaxCompressedLength(plain.Length)];
        CheckOf(plain).CopyTo(packed);
        int quality = plain.Length > LongText ? QuickQuality : BestQuality;
        bool fits = BrotliEncoder.TryCompress(plain, packed.AsSpan(CheckBytes), out int length, quality, Window);
        System.Diagnostics.Debug.Assert(fits, "The encoder's own bound holds.");
        return Form + Base64Url.EncodeToString(packed.AsSpan(0, CheckBytes + length));
    }

    /// <returns>Why it cannot be read; null where it was.</returns>
    private static string? Read(string code, out string? text)
    {
        text = null;
        if (!code.StartsWith(Form, StringComparison.Ordinal)) return "It is in a form that this explorer does not know. It may be from a newer one: open it there, or ask for the file itself.";
        byte[] packed = new byte[code.Length];
        var read = Base64Url.DecodeFromChars(code.AsSpan(Form.Length), packed, out int taken, out int length);
        if (read != OperationStatus.Done || taken != code.Length - Form.Length || length <= CheckBytes) return "It is damaged: characters are missing, or others have come in. Copy the whole link again.";
        if (Unpack(packed.AsSpan(CheckBytes, length - CheckBytes), out byte[] plain) is { } problem) return problem;
        if (!CheckOf(plain).AsSpan().SequenceEqual(packed.AsSpan(0, CheckBytes))) return "It is damaged: it does not hold the text that it was made from. Copy the whole link again.";
        text = Encoding.UTF8.GetString(plain);
        return null;
    }

    /// <summary>A few bytes may stand for a whole memory full: it is given up as soon as it is longer than any scenario file.</summary>
    private static string? Unpack(ReadOnlySpan<byte> packed, out byte[] plain)
    {
        plain = [];
        using var decoder = new BrotliDecoder();
        using var unpacked = new MemoryStream();
        byte[] part = ArrayPool<byte>.Shared.Rent(32 << 10);
        try
        {
            while (true)
            {
                var status = decoder.Decompress(packed, part, out int taken, out int length);
                unpacked.Write(part, 0, length);
                packed = packed[taken..];
                if (unpacked.Length > ScenarioLimits.FileSize) return $"It holds more than {new ByteCount(ScenarioLimits.FileSize)}, which no scenario file has.";
                if (status == OperationStatus.DestinationTooSmall) continue;
                if (status == OperationStatus.NeedMoreData) return "It is damaged: its end is missing. Copy the whole link again.";
                if (status != OperationStatus.Done || !packed.IsEmpty) return "It is damaged: characters are missing, or others have come in. Copy the whole link again.";
                plain = unpacked.ToArray();
                return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    private static byte[] CheckOf(byte[] plain) => SHA256.HashData(plain)[..CheckBytes];
}
