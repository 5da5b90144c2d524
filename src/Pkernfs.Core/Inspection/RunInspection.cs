using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// Questions about a run that need more than one moment. Answers are worked out when first asked and kept; asking from several threads is safe.
/// </summary>
public sealed class RunInspection(RunTimeline timeline)
{
    private (bool Asked, FullRestore? Answer) _restore;
    private readonly Lock _lock = new();
    private readonly List<OwnershipMap> _ownership = [];
    private readonly TreeReadings _trees = new();

    /// <param name="parent">A run whose first moments this one shares: what was worked out of them is taken over.</param>
    /// <param name="shared">How many they are.</param>
    public RunInspection(RunTimeline timeline, RunInspection parent, int shared)
        : this(timeline)
    {
        for (int index = 0; index < shared; index++) _ownership.Add(parent.OwnershipAt(index));
    }

    public RunTimeline Timeline => timeline;

    /// <summary>Where pkernfs is: what kernel A's command line says, or where that gives a size alone, what that kernel chose. A debugger has to be told, too.</summary>
    public PhysicalRange? Region { get; } = KernelCommandLine.Parse(timeline.Plan.KernelA.CommandLine).Pkernfs
        ?? timeline.Moments.Select(moment => moment.Machine.Kernel?.CommandLine.Pkernfs).FirstOrDefault(chosen => chosen is not null);

    /// <summary>The first moment at which <see cref="Region"/> can be known: one that a kernel chooses is like any other memory before.</summary>
    private readonly int _regionFrom = KernelCommandLine.Parse(timeline.Plan.KernelA.CommandLine).Pkernfs is not null ? 0
        : timeline.Moments.TakeWhile(moment => moment.Machine.Kernel?.CommandLine.Pkernfs is null).Count();

    /// <summary>Where pkernfs is at a moment; null before it has a place.</summary>
    public PhysicalRange? RegionAt(int index) => index >= _regionFrom ? Region : null;

    /// <summary>The first region that a kernel set aside by name (reserve_mem=), such as the guest's; null where none did.</summary>
    public NamedRegion? NamedRegion { get; } = timeline.Moments.Select(moment => moment.Machine.Kernel?.NamedRegions.FirstOrDefault()).FirstOrDefault(region => region is not null);

    /// <summary>Who owns what at a moment.</summary>
    public OwnershipMap OwnershipAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, timeline.Moments.Length);
        lock (_lock)
        {
            while (_ownership.Count <= index)
                _ownership.Add(OwnershipMap.Of(timeline.Moments[_ownership.Count].Machine, RegionAt(_ownership.Count), _ownership.LastOrDefault(), _trees));
            return _ownership[index];
        }
    }

    /// <summary>Whether the update brought back what there was before it; null where there is nothing to hold the end against.</summary>
    public FullRestore? Restore()
    {
        lock (_lock)
        {
            if (!_restore.Asked) _restore = (true, FullRestore.Of(this));
            return _restore.Answer;
        }
    }

    /// <summary>What a step's software wrote, by what those bytes are for after it; memory given up in it counts as what it was.</summary>
    public ImmutableArray<TouchedRange> TouchedIn(int index)
    {
        var (now, before) = (OwnershipAt(index), index > 0 ? OwnershipAt(index - 1) : OwnershipAt(index));
        var touched = ImmutableArray.CreateBuilder<TouchedRange>();
        foreach (var range in timeline.Moments[index].Step.Touched)
        {
            foreach (var extent in now.Within(range))
            {
                var owner = extent.Class is OwnerClass.Free or OwnerClass.Stale ? before.At(extent.Range.Start) ?? extent : extent;
                if (touched.Count > 0 && touched[^1].IsAlike(owner) && touched[^1].Range.End == extent.Range.Start)
                    touched[^1] = touched[^1] with { Range = PhysicalRange.FromTo(touched[^1].Range.Start, extent.Range.End) };
                else
                    touched.Add(new(extent.Range, owner.Class, owner.Persistent));
            }
        }
        return touched.ToImmutable();
    }
}

/// <summary>Bytes that a step wrote, and what those bytes are for.</summary>
/// <param name="Persistent">True where they outlive a kexec, as <see cref="OwnedExtent.Persistent"/> has it.</param>
public sealed record TouchedRange(PhysicalRange Range, OwnerClass Kind, bool Persistent)
{
    /// <summary>True where memory of that owner is told of in the same way.</summary>
    public bool IsAlike(OwnedExtent owner) => (Kind, Persistent) == (owner.Class, owner.Persistent);
}
