using System.Globalization;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// What a person types to go somewhere: a physical address ("0x40200000", "0000000040200000", "2G+4M", "pfn:0x40200"),
/// an I/O virtual one ("iova 0x1000") or a PCI function ("01:00.0").
/// </summary>
public abstract record AddressExpression
{
    private AddressExpression()
    {
    }

    /// <summary>A byte of physical address space.</summary>
    public sealed record Physical(PhysicalAddress Address) : AddressExpression
    {
        public override string ToString() => Address.ToString();
    }

    /// <summary>An address as a device puts it on the bus; which device is not said.</summary>
    public sealed record IoVirtual(Iova Address) : AddressExpression
    {
        public override string ToString() => "iova " + Address;
    }

    /// <summary>A PCI function.</summary>
    public sealed record Function(PciAddress Address) : AddressExpression
    {
        public override string ToString() => Address.ToString();
    }

    /// <summary>Reads what was typed. Numbers without 0x are hexadecimal unless a size suffix (K, M, G, T, P) follows; + and - join terms.</summary>
    /// <param name="problem">Why not, as a sentence; empty on success.</param>
    public static bool TryParse(string text, out AddressExpression? expression, out string problem)
    {
        string typed = text.Trim();
        expression = null;
        if (typed.Length == 0)
        {
            problem = "Nothing was typed: an address is 0x40200000, 2G+4M, pfn:0x40200, iova 0x1000 or a function such as 01:00.0.";
            return false;
        }
        if (PciAddress.TryParse(typed, out var function)) expression = new Function(function);
        if (expression is not null) return Done(out problem);
        bool iova = TryPrefix(typed, "iova", out string rest);
        bool frame = TryPrefix(rest, "pfn", out rest);
        if (!TrySum(rest, out ulong value, out problem)) return false;
        if (frame && value > ulong.MaxValue >> FrameNumber.Shift)
        {
            problem = $"'{typed}' is past the last page frame of a 64-bit address space.";
            return false;
        }
        if (frame) value <<= FrameNumber.Shift;
        expression = iova ? new IoVirtual(new(value)) : new Physical(new(value));
        return true;
    }

    private static bool Done(out string problem)
    {
        problem = "";
        return true;
    }

    // "iova 0x1000", "iova:0x1000"; "pfn:0x40200", "pfn 0x40200".
    private static bool TryPrefix(string text, string prefix, out string rest)
    {
        rest = text;
        if (!text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || text.Length == prefix.Length || text[prefix.Length] is not (':' or ' ')) return false;
        rest = text[(prefix.Length + 1)..].Trim();
        return true;
    }

    private static bool TrySum(string text, out ulong value, out string problem)
    {
        value = 0;
        int at = 0;
        bool minus = false;
        while (true)
        {
            int next = text.AsSpan(at).IndexOfAny('+', '-');
            int end = next < 0 ? text.Length : at + next;
            if (!TryTerm(text[at..end].Trim(), out ulong term, out problem)) return false;
            if (minus ? term > value : term > ulong.MaxValue - value)
            {
                problem = minus ? $"'{text}' goes below address 0." : $"'{text}' needs more than 64 bits.";
                return false;
            }
            value = minus ? value - term : value + term;
            if (next < 0) return true;
            minus = text[end] == '-';
            at = end + 1;
        }
    }

    private static bool TryTerm(string term, out ulong value, out string problem)
    {
        problem = "";
        string digits = term.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? term[2..] : term;
        if (digits.Length > 0 && digits.All(char.IsAsciiHexDigit))
        {
            if (ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)) return true;
            problem = $"'{term}' needs more than 64 bits.";
            return false;
        }
        if (MemParse.TryReadPrefix(term, out value, out int length, out bool overflow) && length == term.Length) return true;
        problem = overflow ? $"'{term}' needs more than 64 bits."
            : term.Length == 0 ? "A number is missing beside + or -."
            : $"'{term}' is not an address: write 0x40200000, 2G+4M, pfn:0x40200, iova 0x1000 or a function such as 01:00.0.";
        return false;
    }
}
