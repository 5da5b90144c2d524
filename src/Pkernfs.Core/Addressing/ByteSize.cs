namespace Pkernfs.Core.Addressing;

/// <summary>Sizes as people and kernel parameters write them: "1G", "512M", "512 MiB", "0x40000000", "2097152".</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["bytes", "byte", "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Reads a whole text as one size.</summary>
    /// <param name="problem">Why not, as a sentence; empty on success.</param>
    public static bool TryParse(string text, out ByteCount size, out string problem)
    {
        size = default;
        string trimmed = text.Trim();
        if (trimmed.Length == 0) return Fail("A size is missing: write 512M, 1 GiB or 0x40000000.", out problem);
        bool read = MemParse.TryReadPrefix(trimmed, out ulong value, out int length, out bool overflow);
        if (overflow) return Fail($"The size '{trimmed}' needs more than 64 bits.", out problem);
        if (!read) return Fail($"'{trimmed}' is not a size: write 512M, 1 GiB or 0x40000000.", out problem);
        bool hasSuffix = char.IsAsciiLetter(trimmed[length - 1]) && !trimmed.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        string rest = trimmed[length..];
        // "512MiB": the suffix was read, "iB" is left.
        if (rest.Length == 0 || (hasSuffix && rest == "iB"))
        {
            size = new(value);
            problem = "";
            return true;
        }
        return TryUnit(trimmed, rest.Trim(), value, hasSuffix, out size, out problem);
    }

    private static bool TryUnit(string text, string unit, ulong value, bool hasSuffix, out ByteCount size, out string problem)
    {
        size = default;
        int index = hasSuffix ? -1 : Array.IndexOf(Units, unit);
        if (index < 0)
        {
            return Fail(unit is "KB" or "MB" or "GB" or "TB" or "B"
                ? $"'{text}' does not say whether the unit counts in 1000 or 1024: write {unit[0]} or {unit[0]}iB."
                : $"'{text}' is not a size: '{unit}' after the number is not a unit; write 512M, 1 GiB or 0x40000000.", out problem);
        }
        int shift = index < 3 ? 0 : 10 * (index - 2);
        if (value > ulong.MaxValue >> shift) return Fail($"The size '{text}' needs more than 64 bits.", out problem);
        size = new(value << shift);
        problem = "";
        return true;
    }

    private static bool Fail(string sentence, out string problem)
    {
        problem = sentence;
        return false;
    }
}
