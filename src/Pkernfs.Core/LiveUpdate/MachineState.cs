using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// A machine at one moment, as a value: the hardware, and the software that runs on it. A kexec drops the software; what the next kernel
/// then has is <see cref="Platform"/> alone.
/// </summary>
/// <param name="Kernel">The running kernel's objects; null while none runs.</param>
/// <param name="Vmm">The VMM process; null while none runs.</param>
public sealed record MachineState(PlatformState Platform, KernelState? Kernel, VmmProcess? Vmm)
{
    /// <summary>The board of a plan, just powered on.</summary>
    public static MachineState PowerOn(LiveUpdatePlan plan) => new(PlatformState.PowerOn(plan.Board, plan.Seed), null, null);
}
