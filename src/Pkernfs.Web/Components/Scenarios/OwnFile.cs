using System.Text;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>A file that a person chose or dropped: its text, or a sentence that says why it is not taken.</summary>
public sealed record OwnFile(string Name, string? Text, string? Refusal)
{
    /// <summary>Reads a file from the browser; one that is too large is refused before any of it is read.</summary>
    public static async Task<OwnFile> ReadAsync(IBrowserFile file, CancellationToken cancellation = default)
    {
        if (file.Size > ScenarioLimits.FileSize)
            return Refused(file.Name, $"it has {RoundSize.Of((ulong)file.Size)}; a scenario is about a page of text, and at most {new ByteCount(ScenarioLimits.FileSize)} are read");
        try
        {
            await using var stream = file.OpenReadStream(ScenarioLimits.FileSize, cancellation);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellation);
            return Read(file.Name, bytes.ToArray());
        }
        catch (Exception problem) when (problem is IOException or JSException or InvalidOperationException or TimeoutException)
        {
            return Refused(file.Name, "the browser could not read it: it may be a folder, or have changed since it was chosen. Choose it again");
        }
    }

    /// <summary>Takes bytes that are a text, be it a good scenario or not: what is no text would only spoil the editor.</summary>
    public static OwnFile Read(string name, byte[] bytes)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\ufeff');
            if (text.All(c => !char.IsControl(c) || c is '\n' or '\r' or '\t'))
                return new(name, text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'), null);
        }
        catch (DecoderFallbackException)
        {
            // The scenario reader knows the place and the reason.
        }
        using var stream = new MemoryStream(bytes);
        var found = ScenarioReader.Read(name, stream, NoScenarioFiles.Instance).Findings[0];
        return Refused(name, $"line {found.Line}, column {found.Column}: {found.Message.TrimEnd('.')}");
    }

    private static OwnFile Refused(string name, string reason) => new(name, null, $"{name} was not opened: {reason}.");
}
