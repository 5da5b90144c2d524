using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>Second-stage trees of one moment after another: what did not change since the last moment is not read again. For one thread.</summary>
internal sealed class TreeReadings
{
    private Dictionary<PageTableRoot, TreeReading<Iova>> _former = [];
    private Dictionary<PageTableRoot, TreeReading<Iova>> _current = [];
    private PhysicalMemory? _memory;
    private IReadOnlyList<PhysicalRange> _changed = [];

    /// <summary>The tree below a root in a moment's memory. Trees that no moment asks for are forgotten with the next one.</summary>
    public TreeReading<Iova> Of(PhysicalMemory memory, PageTableRoot root, PageTableLimits limits)
    {
        if (!ReferenceEquals(memory, _memory))
        {
            _changed = _memory is null ? [] : [.. memory.ChangedRuns(_memory)];
            (_former, _current, _memory) = (_current, [], memory);
        }
        if (_current.TryGetValue(root, out var known)) return known;
        return _current[root] = _former.GetValueOrDefault(root)?.In(memory, _changed) ?? TreeReading<Iova>.Of<SecondStage>(memory, root, limits);
    }
}
