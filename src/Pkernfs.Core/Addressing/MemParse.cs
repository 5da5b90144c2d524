namespace Pkernfs.Core.Addressing;

/// <summary>
/// Numbers as kernel parameters spell them (the kernel's memparse): decimal, 0x for hexadecimal, a leading 0 for octal,
/// then at most one of K M G T P E in either case, each a power of 1024.
/// </summary>
public static class MemParse
{
    private const string Suffixes = "KMGTPE";

    /// <summary>Reads the number that <paramref name="text"/> begins with; what follows it is the caller's.</summary>
    /// <param name="length">How many characters the number and its suffix took; 0 when there is no number.</param>
    /// <param name="overflow">True when the number needs more than 64 bits; the kernel would wrap silently.</param>
    /// <returns>False when there is no number or it overflows.</returns>
    public static bool TryReadPrefix(ReadOnlySpan<char> text, out ulong value, out int length, out bool overflow)
    {
        int radix = Radix(text, out int at);
        int firstDigit = at;
        value = 0;
        overflow = false;
        for (; at < text.Length && DigitOf(text[at]) is int digit && digit < radix; at++)
        {
            UInt128 next = ((UInt128)value * (uint)radix) + (uint)digit;
            overflow |= next > ulong.MaxValue;
            value = (ulong)next;
        }
        length = at;
        if (at == firstDigit && firstDigit == 0) return false;
        int suffix = at < text.Length ? Suffixes.IndexOf(char.ToUpperInvariant(text[at]), StringComparison.Ordinal) : -1;
        if (suffix < 0) return !overflow;
        length++;
        int shift = 10 * (suffix + 1);
        overflow |= value > ulong.MaxValue >> shift;
        value <<= shift;
        return !overflow;
    }

    /// <summary>The radix that the prefix asks for, and where the digits begin. "0x" with no digit after it is an octal 0.</summary>
    private static int Radix(ReadOnlySpan<char> text, out int firstDigit)
    {
        firstDigit = 0;
        if (text.Length == 0 || text[0] != '0') return 10;
        if (text.Length > 2 && text[1] is 'x' or 'X' && DigitOf(text[2]) < 16)
        {
            firstDigit = 2;
            return 16;
        }
        return 8;
    }

    private static int DigitOf(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'f' => character - 'a' + 10,
        >= 'A' and <= 'F' => character - 'A' + 10,
        _ => int.MaxValue,
    };
}
