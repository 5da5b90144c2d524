using CsCheck;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Memory;

/// <summary>What a test does to memory: one of a write, a fill, a copy.</summary>
internal sealed record MemoryEdit(MemoryEditKind Kind, PhysicalAddress At, PhysicalAddress From, ulong Pages, byte[] Bytes, ulong Value);

internal enum MemoryEditKind
{
    Word,
    Bytes,
    Fill,
    Copy,
}

/// <summary>Memory as a dictionary of bytes: slow, and too simple to be wrong.</summary>
internal sealed class MemoryModel
{
    /// <summary>
    /// Runs of RAM around the places where the tree's nodes meet: 16 frames, 4 GiB, and the last frames of 52 bits of address.
    /// </summary>
    public static readonly PhysicalRange[] Ram = [Pages(0x10, 150), Pages(0xf_ffd0, 140), Pages((1UL << 40) - 70, 70)];

    /// <summary>Bytes that are not zero, by address.</summary>
    private readonly SortedDictionary<ulong, byte> _bytes = [];
    private readonly SortedSet<ulong> _resident = [];

    public MemoryModel()
    {
    }

    private MemoryModel(MemoryModel other)
    {
        foreach (var (address, value) in other._bytes) _bytes.Add(address, value);
        _resident.UnionWith(other._resident);
    }

    /// <summary>Frames that anything was ever written to.</summary>
    public IEnumerable<ulong> Resident => _resident;

    public static Gen<MemoryEdit> Edits { get; } = Gen.Select(
        Gen.Enum<MemoryEditKind>(), Place, Place, Gen.OneOf(Gen.ULong[1, 3], Gen.ULong[60, 140]), Gen.Byte.Array[1, 40], Gen.OneOf(Gen.Const(0UL), Gen.ULong),
        (kind, at, from, pages, bytes, value) => new MemoryEdit(kind, at, from, pages, bytes, value));

    /// <summary>Mostly in RAM, sometimes just beside it.</summary>
    private static Gen<PhysicalAddress> Place => Gen.Select(Gen.Int[0, 2], Gen.ULong[0, 155], Gen.ULong[0, 511])
        .Select((run, page, word) => new PhysicalAddress(Ram[run].Start.Value + (page * 4096) + (word * 8) - 8192));

    public static PhysicalRange Pages(ulong first, ulong count) => new(new(first << 12), ByteCount.Page * count);

    public static bool IsRam(PhysicalRange range) => Ram.Any(run => range.Start.Value >= run.Start.Value && range.Start.Value + range.Length.Value <= run.Start.Value + run.Length.Value);

    public MemoryModel Copy() => new(this);

    public byte this[ulong address] => _bytes.GetValueOrDefault(address);

    public ulong Word(ulong address)
    {
        ulong word = 0;
        for (int i = 7; i >= 0; i--) word = (word << 8) | this[address + (ulong)i];
        return word;
    }

    /// <summary>Does the edit here and in real memory; both must take it or refuse it.</summary>
    public void Apply(MemoryEdit edit, MemoryWriter writer)
    {
        var page = edit.At.AlignDown(ByteCount.Page);
        var pages = new PhysicalRange(page, ByteCount.Page * edit.Pages);
        switch (edit.Kind)
        {
            case MemoryEditKind.Word:
                Assert.Equal(TryPut(edit.At.Value, BitConverter.GetBytes(edit.Value)), writer.TryWriteWord(edit.At, edit.Value));
                break;
            case MemoryEditKind.Bytes:
                ulong odd = edit.At.Value + (edit.Value % 4099);
                Assert.Equal(TryPut(odd, edit.Bytes), writer.TryWrite(new(odd), edit.Bytes));
                break;
            case MemoryEditKind.Fill:
                byte[] content = new byte[4096];
                if (edit.Value != 0) edit.Bytes.CopyTo(content, edit.Bytes.Length);
                bool filled = IsRam(pages);
                for (ulong i = 0; filled && i < edit.Pages; i++) TryPut(page.Value + (i * 4096), content);
                Assert.Equal(filled, writer.TryFill(pages, Frame.Of(content)));
                break;
            default:
                var from = new PhysicalRange(edit.From.AlignDown(ByteCount.Page), pages.Length);
                if (pages.Overlaps(from)) return;
                bool copied = IsRam(pages) && IsRam(from);
                for (ulong i = 0; copied && i < pages.Length.Value; i += 4096)
                    TryPut(page.Value + i, [.. Enumerable.Range(0, 4096).Select(at => this[from.Start.Value + i + (ulong)at])]);
                Assert.Equal(copied, writer.TryCopyFrames(from.Start, pages));
                break;
        }
    }

    /// <summary>The words that differ between the two, by address.</summary>
    public IEnumerable<ulong> ChangedWords(MemoryModel other) =>
        _bytes.Keys.Concat(other._bytes.Keys).Select(address => address & ~7UL).Distinct().Order().Where(word => Word(word) != other.Word(word));

    private bool TryPut(ulong address, byte[] bytes)
    {
        if (!IsRam(new(new(address), new((ulong)bytes.Length)))) return false;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0) _bytes.Remove(address + (ulong)i);
            else _bytes[address + (ulong)i] = bytes[i];
            _resident.Add((address + (ulong)i) >> 12);
        }
        return true;
    }
}
