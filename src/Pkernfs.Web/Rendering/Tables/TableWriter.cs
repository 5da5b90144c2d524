using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pkernfs.Web.Rendering.Tables;

/// <summary>
/// A table as Markdown, CSV (RFC 4180) or JSON: a row an object, addresses as "0x..." strings, numbers as numbers. Each says where it is from: below the
/// table; in a last row that begins with "#"; as "source".
/// </summary>
public static class TableWriter
{
    private static readonly JsonWriterOptions options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="format">"md", "csv" or "json".</param>
    public static string Write(PictureTable table, string format) => format switch
    {
        "md" => ToMarkdown(table),
        "csv" => ToCsv(table),
        "json" => ToJson(table),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "A format that tables are not written in."),
    };

    public static string ToMarkdown(PictureTable table)
    {
        var text = new StringBuilder();
        text.Append("**").Append(Escaped(table.Facts.Title)).Append("**\n\n");
        Row(text, table.Columns.Select(Escaped));
        Row(text, table.Columns.Select((_, i) => table.Rows.Length > 0 && table.Rows.All(row => row[i].Number is not null) ? "---:" : "---"));
        foreach (var row in table.Rows) Row(text, row.Select(cell => Escaped(cell.Text)));
        text.Append(CultureInfo.InvariantCulture, $"\n{Escaped(table.Facts.Scenario)}: `{table.Facts.Link}`, {PictureFacts.Program}\n");
        return text.ToString();
    }

    public static string ToCsv(PictureTable table)
    {
        var text = new StringBuilder();
        foreach (var row in table.Rows.Select(row => row.Select(cell => cell.Text)).Prepend(table.Columns))
            text.AppendJoin(',', row.Select(Quoted)).Append("\r\n");
        // As wide as the others, and without a comma of its own, so that it is a comment to readers that know comments and a row to those that do not.
        string link = table.Facts.Link.Replace(",", "%2C", StringComparison.Ordinal);
        text.Append(Quoted($"# {link} # {table.Facts.Scenario} # {PictureFacts.Program}")).Append(',', table.Columns.Length - 1).Append("\r\n");
        return text.ToString();
    }

    public static string ToJson(PictureTable table)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteString("title", table.Facts.Title);
            json.WriteStartObject("source");
            json.WriteString("link", table.Facts.Link);
            json.WriteString("scenario", table.Facts.Scenario);
            json.WriteString("program", PictureFacts.Program);
            json.WriteEndObject();
            json.WriteStartArray("rows");
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                for (int i = 0; i < row.Length; i++) Cell(json, table.Columns[i], row[i]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Cell(Utf8JsonWriter json, string column, TableCell cell)
    {
        if (cell.Number is { } number) json.WriteNumber(column, number);
        else if (cell.Truth is { } truth) json.WriteBoolean(column, truth);
        else if (cell.Text.Length == 0) json.WriteNull(column);
        else json.WriteString(column, cell.Text);
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
