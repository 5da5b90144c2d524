using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Invariants;

/// <summary>
/// A moment as invariants ask about it. What several of them need is read once and kept, and taken over from the moment before where the bytes
/// behind it did not change. One instance is for one thread.
/// </summary>
public sealed partial class InvariantScope
{
    private readonly Lazy<OwnershipMap> _owners;
    private readonly Lazy<MomentInspection> _inspection;
    private readonly Dictionary<int, InvariantScope> _others;
    private InvariantScope? _former;

    /// <param name="former">The scope of the moment before, to take readings over from; null to read everything.</param>
    internal InvariantScope(RunInspection run, int index, InvariantScope? former)
    {
        Run = run;
        Index = index;
        _former = former;
        _others = former?._others ?? [];
        if (former is not null) former._former = null;
        _owners = new(() => run.OwnershipAt(index));
        _inspection = new(() => new MomentInspection(Machine, run.Region, Owners));
    }

    /// <summary>The scope of one moment.</summary>
    public static InvariantScope At(RunInspection run, int index) => new(run, index, null);

    public RunInspection Run { get; }

    public int Index { get; }

    public LiveUpdatePlan Plan => Run.Timeline.Plan;

    public Moment Moment => Run.Timeline.Moments[Index];

    public Step Step => Moment.Step;

    public MachineState Machine => Moment.Machine;

    public PlatformState Platform => Machine.Platform;

    public PhysicalMemory Memory => Machine.Platform.Memory;

    /// <summary>The running kernel's own records; null while none runs.</summary>
    public KernelState? Kernel => Machine.Kernel;

    /// <summary>The moment before; null at the first.</summary>
    public Moment? Before => Index > 0 ? Run.Timeline.Moments[Index - 1] : null;

    /// <summary>Where pkernfs is; null where there is none.</summary>
    public PhysicalRange? Region => Run.Region;

    /// <summary>Who owns what. Worked out for every moment up to this one when first asked for, which is dear.</summary>
    public OwnershipMap Owners => _owners.Value;

    public MomentInspection Inspection => _inspection.Value;

    /// <summary>The planned functions that are carried across, in the plan's order.</summary>
    public IEnumerable<PciAddress> CarriedFunctions => Plan.Devices.Where(device => device.Persistent).Select(device => device.Address);

    public bool IsCarried(PciAddress function) => Plan.Devices.Any(device => device.Persistent && device.Address == function);

    /// <summary>The scope of an earlier moment of the run, kept for the moments after this one, too.</summary>
    public InvariantScope Other(Moment moment)
    {
        int index = moment.Step.Index;
        if (_others.TryGetValue(index, out var known)) return known;
        return _others[index] = new(Run, index, null);
    }
}
