using System.Globalization;
using System.Text;

namespace Pkernfs.Web.Presenting;

/// <summary>One value as YAML, in the plainest form that reads back as it was.</summary>
internal static class YamlText
{
    /// <param name="indent">The indentation of the value's key: blanks.</param>
    public static string Scalar(string value, string indent)
    {
        if (IsPlain(value)) return value;
        return IsBlock(value) ? Block(value, indent + "  ") : Quoted(value);
    }

    /// <summary>Words, addresses and names of one line that no reader could take for anything else.</summary>
    private static bool IsPlain(string value) =>
        value.Length > 0
        && (char.IsAsciiLetter(value[0]) || value.StartsWith("0x", StringComparison.Ordinal))
        && value[^1] is not (' ' or ':')
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '.' or ',' or ':' or '/' or '_' or '(' or ')' or ';' or '@' or '=')
        && !value.Contains(": ", StringComparison.Ordinal)
        && value is not ("null" or "true" or "false");

    /// <summary>Several lines, or a long one, of which every character may stand in a block as it is.</summary>
    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal)
        && value[0] is not (' ' or '\t' or '\n')
        && value.All(c => c == '\n' || (!char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\ufeff')));

    private static string Block(string value, string indent)
    {
        // "|-" has no line end after the last line, "|" has one, "|+" has them all.
        bool ends = value.EndsWith('\n');
        var lines = (ends ? value[..^1] : value).Split('\n');
        return (!ends ? "|-\n" : lines[^1].Length > 0 ? "|\n" : "|+\n") + string.Join('\n', lines.Select(line => line.Length == 0 ? "" : indent + line));
    }

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        return text.Append('"').ToString();
    }
}
