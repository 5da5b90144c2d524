using System.Collections.Immutable;
using System.Globalization;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>An entry's fields while they are named, from its words; bits that no one names are filled in as reserved or unused.</summary>
internal sealed class FieldList(params ulong[] words)
{
    private readonly List<BitField> _fields = [];

    /// <summary>The value of up to 64 bits, which may cross a word.</summary>
    public ulong this[int high, int low]
    {
        get
        {
            int word = low / 64, shift = low % 64, width = high - low + 1;
            ulong value = words[word] >> shift;
            if (shift + width > 64) value |= words[word + 1] << (64 - shift);
            return width >= 64 ? value : value & ((1UL << width) - 1);
        }
    }

    public FieldList Flag(int bit, string name, string set, string clear, bool broken = false)
    {
        bool on = this[bit, bit] != 0;
        return Add(new(bit, bit, name, on ? "1" : "0", on ? set : clear, Broken: broken));
    }

    /// <summary>A field shown in decimal.</summary>
    public FieldList Number(int high, int low, string name, string meaning, bool broken = false) =>
        Add(new(high, low, name, this[high, low].ToString(CultureInfo.InvariantCulture), meaning, Broken: broken));

    /// <summary>A field shown in binary: a code of a few bits.</summary>
    public FieldList Code(int high, int low, string name, string meaning, bool broken = false) =>
        Add(new(high, low, name, Convert.ToString((long)this[high, low], 2).PadLeft(high - low + 1, '0'), meaning, Broken: broken));

    /// <summary>A field shown in hexadecimal.</summary>
    public FieldList Hex(int high, int low, string name, string meaning, bool broken = false) =>
        Add(new(high, low, name, Text(this[high, low]), meaning, Broken: broken));

    /// <summary>A field with a text of its own as value.</summary>
    public FieldList Word(int high, int low, string name, string value, string meaning, bool broken = false) =>
        Add(new(high, low, name, value, meaning, Broken: broken));

    /// <summary>Address bits that stand where they stand in the address.</summary>
    public FieldList Address(int high, int low, string name, string meaning)
    {
        var target = new PhysicalAddress(this[high, low] << (low % 64));
        return Add(new(high, low, name, target.ToString(), meaning, Target: target));
    }

    /// <summary>Bits that hardware does not look at.</summary>
    public FieldList Ignored(int high, int low, string meaning = "not looked at") =>
        Add(new(high, low, "–", Text(this[high, low]), meaning));

    /// <summary>Bits that must be zero.</summary>
    public FieldList Reserved(int high, int low, string meaning = "reserved")
    {
        ulong value = this[high, low];
        return Add(new(high, low, "–", Text(value), value == 0 ? meaning : meaning + ", must be 0", true, value != 0));
    }

    /// <summary>Everything, the lowest bit first; gaps up to <paramref name="length"/> bytes become reserved or unused bits.</summary>
    public DecodedEntry Entry(string kind, PhysicalAddress address, string source, string summary, bool gapsReserved = true, int? length = null)
    {
        int next = 0;
        foreach (var field in _fields.OrderBy(field => field.Low).ToArray())
        {
            if (field.Low > next) Fill(field.Low - 1, next, gapsReserved);
            next = field.High + 1;
        }
        int end = (length ?? words.Length * sizeof(ulong)) * 8;
        if (next < end) Fill(end - 1, next, gapsReserved);
        return new(kind, address, [.. words], [.. _fields.OrderBy(field => field.Low)]) { Source = source, Summary = summary };
    }

    internal static string Text(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    // Long gaps come whole: nobody reads 200 bytes of nothing in pieces, and each piece of 64 bits has a value.
    private void Fill(int high, int low, bool reserved)
    {
        if (high - low >= 64) Add(new(high, low, "–", "", "not used here"));
        else if (reserved) Reserved(high, low);
        else Ignored(high, low, "not used here");
    }

    private FieldList Add(BitField field)
    {
        _fields.Add(field);
        return this;
    }
}
