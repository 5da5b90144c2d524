using System.Globalization;
using System.Text;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>Bytes as they stand in memory: "01 10 80 20".</summary>
internal static class HexText
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 3);
        foreach (byte one in bytes)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(one.ToString("x2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
