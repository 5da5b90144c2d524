using System.Globalization;

namespace Pkernfs.Web.Scenes;

/// <summary>Sizes where the magnitude matters more than the last byte.</summary>
public static class RoundSize
{
    private static readonly (double Bytes, string Unit)[] units = [(1UL << 40, "TiB"), (1UL << 30, "GiB"), (1UL << 20, "MiB"), (1UL << 10, "KiB")];

    /// <summary>Exact while that is short, "512 MiB" or "66 GiB"; rounded where it takes more than three digits: "12 TiB" for 12,326 GiB.</summary>
    public static string Short(ByteCount size)
    {
        string exact = size.ToString();
        return exact.IndexOf(' ', StringComparison.Ordinal) <= 3 ? exact : Of(size.Value);
    }

    /// <summary>One decimal at most, in the largest binary unit that it reaches: "95.4 MiB", "512 MiB", "17 bytes".</summary>
    public static string Of(ulong bytes)
    {
        foreach (var (size, unit) in units)
        {
            if (bytes >= size) return (bytes / size).ToString("0.#", CultureInfo.InvariantCulture) + " " + unit;
        }
        return bytes.ToString(CultureInfo.InvariantCulture) + (bytes == 1 ? " byte" : " bytes");
    }
}
