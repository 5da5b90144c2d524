using System.Globalization;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Something that a step is given and that a what-if may change: an IOVA, a size, a file's name.</summary>
/// <param name="Name">Its name in links, for good: "iova".</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="Value">As written: "0x100000", "512M", "dom-0".</param>
/// <param name="Meaning">What it is, in a few words.</param>
public sealed record StepArgument(string Name, ArgumentKind Kind, string Value, string Meaning)
{
    /// <summary>Null where <see cref="Value"/> can be read; else why not, in a sentence.</summary>
    public string? Problem => Kind switch
    {
        ArgumentKind.Address => TryNumber(Value, out _) ? null : $"'{Value}' is no address: {Name} wants one such as 0x100000 or 2G+4M.",
        ArgumentKind.Size => TryNumber(Value, out _) ? null : $"'{Value}' is no size: {Name} wants one such as 0x1000, 64K or 512M.",
        _ => Value.Length is > 0 and <= 255 ? null : $"{Name} wants a name of 1 to 255 characters.",
    };

    /// <summary>The value of an address or a size.</summary>
    public ulong Number => TryNumber(Value, out ulong number) ? number : throw new InvalidOperationException(Problem);

    public static StepArgument Address(string name, ulong value, string meaning) =>
        new(name, ArgumentKind.Address, "0x" + value.ToString("x", CultureInfo.InvariantCulture), meaning);

    public static StepArgument Size(string name, ulong value, string meaning) =>
        new(name, ArgumentKind.Size, "0x" + value.ToString("x", CultureInfo.InvariantCulture), meaning);

    public static StepArgument File(string name, string value, string meaning) => new(name, ArgumentKind.File, value, meaning);

    /// <summary>The same for one of several guests: its name is the argument's ending.</summary>
    public StepArgument Of(GuestPlan guest) => guest.Name.Length == 0 ? this : this with { Name = Name + guest.Suffix, Meaning = $"{Meaning}, of {guest.Name}" };

    private static bool TryNumber(string text, out ulong number)
    {
        number = 0;
        foreach (string part in text.Split('+'))
        {
            if (!ByteSize.TryParse(part, out var value, out _) || ulong.MaxValue - number < value.Value) return false;
            number += value.Value;
        }
        return true;
    }
}

/// <summary>How an argument's value is read.</summary>
public enum ArgumentKind
{
    /// <summary>A number, hexadecimal with 0x, with K, M or G, or a sum of such.</summary>
    Address,

    /// <summary>As an address.</summary>
    Size,

    /// <summary>A file's name.</summary>
    File,
}
