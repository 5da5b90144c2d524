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

    /// <summary>Writes a file that a verb was asked for.</summary>
    /// <exception cref="BadInputException">It cannot be written there.</exception>
    public static async Task WriteFileAsync(string path, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(path, bytes, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{path} cannot be written: {failure.Message}");
        }
    }

    /// <summary>Makes a folder for such files, unless it is there.</summary>
    /// <exception cref="BadInputException">It cannot be made there.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"The folder {path} cannot be made: {failure.Message}");
        }
    }

    public static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>An enum's member as JSON and links have it: PauseAndSerialise is "pause-and-serialise".</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Bytes(ByteCount count) => RoundSize.Of(count.Value);

    public static string Milliseconds(long nanoseconds) => (nanoseconds / 1e6).ToString("0.000", CultureInfo.InvariantCulture) + " ms";
}
