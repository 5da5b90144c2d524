using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>A firmware map while a kernel edits it. Until <see cref="Resolve"/> ranges may overlap, as in the kernel's own table.</summary>
internal sealed class UsableMapEdits(ImmutableArray<FirmwareRange> firmware)
{
    private readonly ImmutableArray<MapEdit>.Builder _edits = ImmutableArray.CreateBuilder<MapEdit>();
    private List<FirmwareRange> _ranges = [.. firmware];

    public ImmutableArray<FirmwareRange> Ranges => [.. _ranges];

    public ImmutableArray<MapEdit> Edits => _edits.ToImmutable();

    public void Apply(MemmapOption option)
    {
        switch (option.Action)
        {
            case MemmapAction.ExactMap: Forget(option.Text); break;
            case MemmapAction.Usable: Add(option.Range, FirmwareRangeKind.Usable, option.Text); break;
            case MemmapAction.AcpiData: Add(option.Range, FirmwareRangeKind.AcpiData, option.Text); break;
            case MemmapAction.Reserved: Add(option.Range, FirmwareRangeKind.Reserved, option.Text); break;
            case MemmapAction.Persistent: Add(option.Range, FirmwareRangeKind.Persistent, option.Text); break;
            case MemmapAction.Limit: Remove(option.Range, FirmwareRangeKind.Usable, option.Text); break;
            case MemmapAction.Convert when option.NewType == 0:
                Remove(option.Range, option.OldType == 0 ? null : E820Type.Kind(option.OldType), option.Text);
                break;
            case MemmapAction.Convert when option.OldType == 0: Add(option.Range, E820Type.Kind(option.NewType), option.Text); break;
            default: Update(option.Range, E820Type.Kind(option.OldType), E820Type.Kind(option.NewType), option.Text); break;
        }
    }

    public void Add(PhysicalRange range, FirmwareRangeKind kind, string cause)
    {
        Note(MapEditKind.Add, range, null, kind, cause);
        _ranges.Add(new(range, kind));
    }

    public void Remove(PhysicalRange range, FirmwareRangeKind? from, string cause)
    {
        Note(MapEditKind.Remove, range, from, null, cause);
        _ranges = [.. _ranges.SelectMany(old => Matches(old, from) ? Outside(old, range) : [old])];
    }

    public void Update(PhysicalRange range, FirmwareRangeKind from, FirmwareRangeKind to, string cause)
    {
        Note(MapEditKind.Update, range, from, to, cause);
        _ranges = [.. _ranges.SelectMany(old => Matches(old, from) ? Outside(old, range).Concat(Inside(old, range, to)) : [old])];
    }

    /// <summary>Makes the map one without overlaps, by address: where ranges overlap the higher type holds.</summary>
    public void Resolve() => _ranges = FirmwareMap.Resolve(_ranges);

    private void Forget(string cause)
    {
        _edits.Add(new(MapEditKind.Forget, default, null, null, cause, Ranges));
        _ranges = [];
    }

    private void Note(MapEditKind kind, PhysicalRange range, FirmwareRangeKind? from, FirmwareRangeKind? to, string cause)
    {
        var affected = _ranges.Where(old => Matches(old, from)).SelectMany(old => Inside(old, range, old.Kind)).OrderBy(part => part.Range);
        _edits.Add(new(kind, range, from, to, cause, [.. affected]));
    }

    private static bool Matches(FirmwareRange range, FirmwareRangeKind? kind) => kind is null || range.Kind == kind;

    private static IEnumerable<FirmwareRange> Outside(FirmwareRange old, PhysicalRange range) =>
        old.Range.Except(range).Select(part => old with { Range = part });

    private static IEnumerable<FirmwareRange> Inside(FirmwareRange old, PhysicalRange range, FirmwareRangeKind kind)
    {
        var both = old.Range.Intersect(range);
        if (!both.IsEmpty) yield return new(both, kind);
    }
}
