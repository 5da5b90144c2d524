using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>One page, 8 bytes a row. Rows that go on as those before them are folded, and it is said how many.</summary>
/// <param name="Role">What the page is, in words.</param>
/// <param name="IsTable">True where rows are entries of a table that hardware or a process walks.</param>
public sealed record PageScene(string Title, string Role, bool IsTable, ImmutableArray<PageLine> Lines)
{
    public const int Rows = 512;

    /// <summary>Shorter runs are shown whole.</summary>
    private const int ShortestFold = 5;

    public static PageScene Of(MachineState machine, OwnershipMap map, PhysicalAddress page)
    {
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        string owner = map.At(page) is { } extent ? SceneExtents.Words(extent) : "nothing answers";
        if (!machine.Platform.Memory.TryRead(page, bytes))
            return new($"Page {page}", $"{owner}: no RAM, so no bytes to show", false, []);
        var entries = TableEntries.Of(machine, page);
        var rows = new PageLine[Rows];
        for (int i = 0; i < Rows; i++)
        {
            var eight = bytes.AsSpan(i * 8, 8);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(eight);
            var line = new PageLine(page + new ByteCount((ulong)i * 8), i, value) { Bytes = Spaced(eight), Text = Printable(eight) };
            rows[i] = entries is null ? line : entries.Describe(line, map);
        }
        return new($"Page {page}", entries is null || owner.Contains("table", StringComparison.Ordinal) ? owner.TrimStart('/') : $"{owner.TrimStart('/')}, {entries.Words}", entries is not null, Fold(rows));
    }

    private static ImmutableArray<PageLine> Fold(PageLine[] rows)
    {
        var lines = ImmutableArray.CreateBuilder<PageLine>();
        for (int i = 0; i < rows.Length;)
        {
            int length = RunLength(rows, i, out ulong step);
            if (length < ShortestFold)
            {
                lines.Add(rows[i++]);
                continue;
            }
            lines.Add(rows[i]);
            if (step != 0) lines.Add(rows[i + 1]);
            int shown = step != 0 ? 3 : i + length == rows.Length ? 1 : 2;
            string how = rows[i].Value == 0 && step == 0 ? "are zero too" : step == 0 ? "are the same" : $"go on alike, +{new ByteCount(step)} each";
            int from = i + (step != 0 ? 2 : 1);
            int count = length - shown;
            lines.Add(rows[from] with { Folded = string.Create(CultureInfo.InvariantCulture, $"{count} more, {from} to {from + count - 1}, {how}") });
            if (from + count < i + length) lines.Add(rows[i + length - 1]);
            i += length;
        }
        return lines.ToImmutable();
    }

    private static int RunLength(PageLine[] rows, int first, out ulong step)
    {
        step = 0;
        if (first + 1 >= rows.Length || rows[first + 1].Kind != rows[first].Kind) return 1;
        step = unchecked(rows[first + 1].Value - rows[first].Value);
        // A step of anything but whole pages is chance, not a run.
        if (step != 0 && (rows[first].Kind.Length == 0 || step % ByteCount.Page.Value != 0 || step > 1UL << 40)) return 1;
        int length = 2;
        while (first + length < rows.Length && rows[first + length].Kind == rows[first].Kind && unchecked(rows[first + length].Value - rows[first + length - 1].Value) == step) length++;
        return length;
    }

    private static string Spaced(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder(bytes.Length * 3);
        foreach (byte one in bytes) text.Append(text.Length > 0 ? " " : "").Append(one.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++) text[i] = bytes[i] is >= 0x20 and < 0x7f ? (char)bytes[i] : '.';
        return text.ToString();
    }
}

/// <summary>Eight bytes of a page, or in their place how many rows like them were left out.</summary>
/// <param name="Index">The row's place in the page, 0 to 511.</param>
public sealed record PageLine(PhysicalAddress Address, int Index, ulong Value)
{
    public string? Folded { get; init; }

    public string Bytes { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>What kind of entry it is: "2 MiB leaf, R W"; empty outside tables.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The input address, bus or function that it is the entry for.</summary>
    public string From { get; init; } = "";

    public string To { get; init; } = "";

    public string Owner { get; init; } = "";

    /// <summary>The class of what it points to; null where it points to nothing.</summary>
    public MapFill? OwnerFill { get; init; }
}
