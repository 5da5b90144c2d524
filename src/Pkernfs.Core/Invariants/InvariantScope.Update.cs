using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Invariants;

/// <summary>Where in the update the moment is, by what happened until then.</summary>
public sealed partial class InvariantScope
{
    private Lazy<(int Kexec, int Jump)>? _places;

    /// <summary>The last moment before the shutdown for kexec began (row 15 of the RFC's life cycle); null before it began.</summary>
    public Moment? BeforeKexec => Places.Kexec > 0 ? Run.Timeline.Moments[Places.Kexec - 1] : null;

    /// <summary>The last moment at which the first kernel ran; null before it ended.</summary>
    public Moment? BeforeJump => Places.Jump > 0 ? Run.Timeline.Moments[Places.Jump - 1] : null;

    /// <summary>The last moment before the guest was paused for the update; null before that.</summary>
    public Moment? BeforePause => First(step => step.Phase == Phase.PauseAndSerialise) is > 0 and var index ? Run.Timeline.Moments[index - 1] : null;

    /// <summary>True once the first kernel has ended.</summary>
    public bool HasJumped => Places.Jump >= 0;

    /// <summary>From the shutdown for kexec until the guest's mappings may change again.</summary>
    public bool IsInUpdate => Places.Kexec >= 0 && Step.Phase is >= Phase.Kexec and < Phase.Resumed;

    /// <summary>
    /// True where user space has restored its mappings of a function: after row 24; where the plan restores in another order, once the guest runs or the restore
    /// is over; where a temporary domain stands in, once user space's own has taken its place.
    /// </summary>
    public bool MappingsRestored(PciAddress function)
    {
        if (!HasJumped || Kernel?.Iommu.DomainOf(function) is { IsSealed: true }) return false;
        if (Step.Phase >= Phase.Resumed) return true;
        if (Plan.Variants.Order == RestoreOrder.ProcessorsFirst || Kernel?.Iommu.DomainOf(function) is null) return false;
        return Step.Phase == Phase.Finish || (Step.Phase == Phase.UserspaceRestore && (Plan.Variants.Order is RestoreOrder.Usual or RestoreOrder.MappingsFirst
            ? First(step => step is { Phase: Phase.UserspaceRestore, RfcRow: >= 25 }) >= 0
            : Plan.GuestsRun(Machine)));
    }

    private (int Kexec, int Jump) Places => (_places ??= new(FindPlaces)).Value;

    private (int Kexec, int Jump) FindPlaces()
    {
        int kexec = First(step => step.Phase == Phase.Kexec), jump = -1;
        bool ran = false;
        for (int i = 0; i <= Index && jump < 0; i++)
        {
            bool runs = Run.Timeline.Moments[i].Machine.Kernel is not null;
            if (ran && !runs) jump = i;
            ran |= runs;
        }
        return (kexec, jump);
    }

    private int First(Func<Step, bool> which)
    {
        for (int i = 0; i <= Index; i++)
        {
            if (which(Run.Timeline.Moments[i].Step)) return i;
        }
        return -1;
    }
}
