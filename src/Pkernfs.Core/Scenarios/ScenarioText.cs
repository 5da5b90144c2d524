using System.Globalization;
using System.Text;
using Pkernfs.Core.Artifacts;

namespace Pkernfs.Core.Scenarios;

/// <summary>A scenario file's bytes as text, or a finding that says why they are none.</summary>
public static class ScenarioText
{
    public static string? Read(string file, Stream stream, FindingList findings, FileKind? kind = null)
    {
        kind ??= FileKind.Scenario;
        byte[]? bytes = BoundedText.ReadAll(stream, ScenarioLimits.FileSize);
        if (bytes is null)
        {
            findings.Error(file, 1, 1, $"The file has more than {new ByteCount(ScenarioLimits.FileSize)}; a {kind.Noun} is about a page of text.");
            return null;
        }
        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            findings.Error(file, 1, 1, "The file is UTF-16; save it as UTF-8.");
            return null;
        }
        if (BoundedText.Decode(bytes, out int badByte) is not { } text)
        {
            int mark = bytes is [0xef, 0xbb, 0xbf, ..] ? 3 : 0;
            string good = Encoding.UTF8.GetString(bytes, mark, badByte);
            var (line, column) = Place(good, good.Length);
            findings.Error(file, line, column, string.Create(CultureInfo.InvariantCulture, $"The byte 0x{bytes[mark + badByte]:x2} here is not UTF-8: the file is no text, or was saved in another encoding."));
            return null;
        }
        return Check(file, text, findings, kind);
    }

    /// <summary>The text with its line ends as LF; null after an error finding.</summary>
    public static string? Check(string file, string text, FindingList findings, FileKind? kind = null)
    {
        kind ??= FileKind.Scenario;
        if (text.Length > ScenarioLimits.FileSize)
        {
            findings.Error(file, 1, 1, $"The text has more than {new ByteCount(ScenarioLimits.FileSize)}; a {kind.Noun} is about a page of text.");
            return null;
        }
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsControl(text[i]) || text[i] is '\n' or '\r' or '\t') continue;
            var (line, column) = Place(text, i);
            findings.Error(file, line, column, string.Create(CultureInfo.InvariantCulture, $"The character U+{(int)text[i]:X4} here does not belong in a text: the file is not a {kind.Noun}, or is damaged."));
            return null;
        }
        return text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
    }

    private static (int Line, int Column) Place(string text, int index)
    {
        var before = text.AsSpan(0, index);
        int lineStart = before.LastIndexOf('\n') + 1;
        return (1 + before.Count('\n'), 1 + index - lineStart);
    }
}
