using System.Globalization;
using System.Text.Json;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Commands;

/// <summary>How verbs write: JSON in one form, addresses in one form.</summary>
internal static class VerbOutput
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void WriteJson<T>(this TextWriter output, T document) => output.WriteLine(JsonSerializer.Serialize(document, options));

    public static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>An enum's member as JSON and links have it: PauseAndSerialise is "pause-and-serialise".</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Bytes(ByteCount count) => RoundSize.Of(count.Value);

    public static string Milliseconds(long nanoseconds) => (nanoseconds / 1e6).ToString("0.000", CultureInfo.InvariantCulture) + " ms";
}
