using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>QEMU's trace event "vtd_dmar_translate": a line for each translation that succeeded.</summary>
public sealed partial class TranslationLog(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
    private long _seen;

    /// <summary>Passes over everything logged so far.</summary>
    public void Skip() => _seen = RandomAccess.GetLength(_file);

    /// <summary>Where the log says that <paramref name="iova"/> went since the last look; null where it says nothing.</summary>
    public PhysicalAddress? Take(Iova iova)
    {
        int length = checked((int)(RandomAccess.GetLength(_file) - _seen));
        if (length == 0) return null;
        byte[] bytes = new byte[length];
        _seen += RandomAccess.Read(_file, bytes, _seen);
        foreach (Match line in Line().Matches(Encoding.ASCII.GetString(bytes)))
        {
            ulong mask = Hex(line.Groups["mask"]);
            if ((iova.Value & ~mask) == Hex(line.Groups["iova"])) return new PhysicalAddress(Hex(line.Groups["gpa"]) + (iova.Value & mask));
        }
        return null;
    }

    public void Dispose() => _file.Dispose();

    private static ulong Hex(Group digits) => ulong.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex("vtd_dmar_translate .*iova 0x(?<iova>[0-9a-f]+) -> gpa 0x(?<gpa>[0-9a-f]+) mask 0x(?<mask>[0-9a-f]+)")]
    private static partial Regex Line();
}
