using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// A machine at one moment, as a value: the hardware, and the software that runs on it. A kexec drops the software; what the next kernel
/// then has is <see cref="Platform"/> alone.
/// </summary>
/// <param name="Kernel">The running kernel's objects; null while none runs.</param>
/// <param name="Vmms">The VMM processes, one for each guest that has one, in the plan's order.</param>
public sealed record MachineState(PlatformState Platform, KernelState? Kernel, ImmutableArray<VmmProcess> Vmms)
{
    /// <summary>The first VMM process: the only one where there is one guest; null while none runs.</summary>
    public VmmProcess? Vmm => Vmms.IsEmpty ? null : Vmms[0];

    /// <summary>A guest's VMM process; null while it has none.</summary>
    public VmmProcess? VmmOf(GuestPlan guest) => Vmms.FirstOrDefault(vmm => vmm.Guest == guest.Name);

    /// <summary>The board of a plan, just powered on.</summary>
    public static MachineState PowerOn(LiveUpdatePlan plan) => new(PlatformState.PowerOn(plan.Board, plan.Seed), null, []);
}
