using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Pkernfs.Core.Platform;

namespace Pkernfs.Web.State;

/// <summary>How the parts of a view are written in a link. Every reader answers false where it cannot read; none throws.</summary>
internal static class ViewValues
{
    public static string Write(Camera camera) => $"{camera.Start}:{Hex(camera.Length.Value)}:{Word(camera.Level)}";

    public static bool TryReadCamera(string text, [NotNullWhen(true)] out Camera? camera)
    {
        camera = null;
        if (text.Split(':') is not [var start, var length, var level]) return false;
        if (!TryReadRange(start, length, out var range) || !TryReadWord(level, out MapLevel mapLevel)) return false;
        camera = new Camera(range.Start, range.Length, mapLevel);
        return true;
    }

    // Where DMA landed showed before it was a layer: links name the layers that are on, and this one where it is off.
    private const string NoDma = "no-dma";

    public static string Write(MapLayers layers)
    {
        var words = Enum.GetValues<MapLayers>().Where(one => ulong.IsPow2((ulong)one) && one != MapLayers.Dma && layers.HasFlag(one)).Select(Word).ToList();
        if (!layers.HasFlag(MapLayers.Dma)) words.Add(NoDma);
        return words.Count == 0 ? "none" : string.Join(',', words);
    }

    /// <summary>As <see cref="ReadLayers"/>, where every name must be a layer's.</summary>
    public static bool TryReadLayers(string text, out MapLayers layers)
    {
        bool isRead = ReadLayers(text, out var read).Length == 0 && read is not null;
        layers = read ?? ExplorerView.DefaultLayers;
        return isRead;
    }

    /// <summary>Reads what layers there are of those that a link names.</summary>
    /// <param name="layers">Null where the link names none that there is.</param>
    /// <returns>The names that no layer has.</returns>
    public static string[] ReadLayers(string text, out MapLayers? layers)
    {
        var read = MapLayers.Dma;
        string[] names = text.Split(',');
        List<string> unknown = [];
        foreach (string name in names)
        {
            if (name == NoDma) continue;
            if (TryReadWord(name, out MapLayers layer)) read |= layer;
            else unknown.Add(name);
        }
        if (names.Contains(NoDma)) read &= ~MapLayers.Dma;
        layers = unknown.Count == names.Length ? null : read;
        return [.. unknown];
    }

    /// <summary>A few names in quotes, as a sentence has them.</summary>
    public static string Quoted(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(4).Select(name => $"\"{(name.Length <= 40 ? name : name[..40] + "...")}\"")) + (names.Count > 4 ? $" and {names.Count - 4} more" : "");

    public static string Write(Selection selection) => selection switch
    {
        Selection.Bytes bytes => $"bytes:{bytes.Range.Start}:{Hex(bytes.Range.Length.Value)}",
        Selection.Frame frame => $"{frame.Number}",
        Selection.DeviceAddress place => $"iova:{place.Device}:{place.Address}",
        Selection.Function function => $"device:{function.Address}",
        Selection.Entry entry => $"entry:{Word(entry.Table)}:{entry.Base}:{entry.Index.ToString(CultureInfo.InvariantCulture)}",
        Selection.Step step => $"step:{step.Id}",
        Selection.Register register => $"register:{register.Name}",
        Selection.Invariant invariant => $"invariant:{invariant.Id}",
        _ => throw new ArgumentOutOfRangeException(nameof(selection), selection, "A kind of selection without a written form."),
    };

    public static bool TryReadSelection(string text, [NotNullWhen(true)] out Selection? selection)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        selection = kind switch
        {
            "bytes" => rest.Split(':') is [var start, var length] && TryReadRange(start, length, out var range) ? new Selection.Bytes(range) : null,
            "pfn" => TryReadNumber(rest, out ulong frame) && frame < 1UL << 52 ? new Selection.Frame(new FrameNumber(frame)) : null,
            "iova" => ReadDeviceAddress(rest),
            "device" => PciAddress.TryParse(rest, out var function) ? new Selection.Function(function) : null,
            "entry" => ReadEntry(rest),
            "step" => rest.Length > 0 ? new Selection.Step(rest) : null,
            "register" => rest.Length > 0 ? new Selection.Register(rest) : null,
            "invariant" => rest.Length > 0 ? new Selection.Invariant(rest) : null,
            _ => null,
        };
        return selection is not null;
    }

    /// <summary>Boxes that a link unfolds at most: more than the tree draws.</summary>
    private const int MostUnfolded = 64;

    /// <summary>Keys of boxes with commas between; in order and each once, so that the same boxes are the same text.</summary>
    public static bool TryReadUnfolded(string text, [NotNullWhen(true)] out string? unfolded)
    {
        string[] keys = text.Split(',', MostUnfolded + 1);
        bool isRead = keys.Length <= MostUnfolded && keys.All(key => key.Length is > 0 and <= 48 && key.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign is ':' or '.' or '-'));
        unfolded = isRead ? WriteUnfolded(keys) : null;
        return isRead;
    }

    /// <summary>The same boxes as a link has them; null for none.</summary>
    public static string? WriteUnfolded(IEnumerable<string> keys) => string.Join(',', keys.Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;

    /// <summary>The keys of a link's text.</summary>
    public static ImmutableHashSet<string> Unfolded(string? text) => text is null ? [] : [.. text.Split(',')];

    /// <summary>What somebody gave us, as short as a sentence about it allows.</summary>
    public static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "...";

    public const string ExpectedTour = "It wants the number of a stop of the tour, from 1.";

    public static string? WriteTour(int? stop) => stop?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A stop's number. There may be fewer stops by now: who shows it takes the nearest.</summary>
    public static bool TryReadTour(string text, out int? stop)
    {
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
        stop = isNumber ? number : null;
        return isNumber;
    }

    /// <summary>An enum value in a link's words: second-stage-4.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) =>
            (i > 0 && (char.IsUpper(c) || char.IsDigit(c)) ? "-" : "") + char.ToLowerInvariant(c)));

    public static bool TryReadWord<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var one in Enum.GetValues<T>())
        {
            value = one;
            if (Word(one) == text) return true;
        }
        value = default;
        return false;
    }

    private static Selection.DeviceAddress? ReadDeviceAddress(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && PciAddress.TryParse(text[..colon], out var device) && TryReadNumber(text[(colon + 1)..], out ulong iova)
            ? new Selection.DeviceAddress(device, new Iova(iova))
            : null;
    }

    private static Selection.Entry? ReadEntry(string text) =>
        text.Split(':') is [var word, var table, var at]
        && TryReadWord(word, out TableKind kind)
        && TryReadNumber(table, out ulong start)
        && TryReadNumber(at, out ulong index) && index <= Selection.Entry.MaximumIndex
            ? new Selection.Entry(kind, new PhysicalAddress(start), (int)index)
            : null;

    private static bool TryReadRange(string start, string length, out PhysicalRange range)
    {
        range = default;
        if (!TryReadNumber(start, out ulong first) || !TryReadNumber(length, out ulong count)) return false;
        if (count == 0 || count > ulong.MaxValue - first) return false;
        range = new PhysicalRange(new PhysicalAddress(first), new ByteCount(count));
        return true;
    }

    /// <summary>Hexadecimal after 0x, decimal otherwise.</summary>
    private static bool TryReadNumber(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
