namespace Pkernfs.Core.Memory;

/// <summary>The set of bytes that an operation wrote. Appending next to the last addition, the usual case, costs nothing more.</summary>
internal sealed class TouchedBytes
{
    private readonly List<PhysicalRange> _ranges = [];

    public void Add(PhysicalRange range)
    {
        if (_ranges.Count > 0)
        {
            var last = _ranges[^1];
            if (last.End == range.Start)
            {
                _ranges[^1] = last with { Length = last.Length + range.Length };
                return;
            }
            if (last.Contains(range)) return;
        }
        _ranges.Add(range);
    }

    public IEnumerable<PhysicalRange> Ranges()
    {
        var pending = default(PhysicalRange);
        foreach (var range in _ranges.Order())
        {
            if (!pending.IsEmpty && range.Start <= pending.End)
            {
                if (range.End > pending.End) pending = PhysicalRange.FromTo(pending.Start, range.End);
                continue;
            }
            if (!pending.IsEmpty) yield return pending;
            pending = range;
        }
        if (!pending.IsEmpty) yield return pending;
    }
}
