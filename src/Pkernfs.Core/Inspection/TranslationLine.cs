using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>An entry of a second-stage table, or neighbours that go on alike, as one line. Entries that are not present are in no line.</summary>
/// <param name="First">The first entry, 0 to 511.</param>
/// <param name="Last">The last one, 0 to 511; the same for a single entry.</param>
/// <param name="Entry">The first entry as it is in memory.</param>
/// <param name="Target">The table, or the first page that a leaf maps.</param>
/// <param name="Rights">What these entries themselves allow.</param>
public sealed record TranslationLine(int First, int Last, TranslationLineKind Kind, ulong Entry, PhysicalAddress Target, AccessRights Rights)
{
    public int Count => Last - First + 1;

    /// <summary>"[5]" or "1-255".</summary>
    public string Places => First == Last ? $"[{First}]" : $"{First}\u2013{Last}";
}

/// <summary>What hardware makes of a present entry.</summary>
public enum TranslationLineKind
{
    /// <summary>It points to a table of the level below.</summary>
    Table,

    /// <summary>It maps memory.</summary>
    Leaf,

    /// <summary>It has bits set that must not be: hardware refuses with reason 0xc.</summary>
    Reserved,
}
