using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// Questions about a machine at one moment: what holds this byte, who maps this page, what disagrees. Memory and registers answer; the
/// running software's own records are only set beside. Tables are walked once, when first asked for; one instance is for one thread.
/// </summary>
/// <param name="machine">The machine.</param>
/// <param name="region">Where pkernfs is, as a debugger would be told; null where there is none.</param>
/// <param name="owners">Who owns what then.</param>
public sealed partial class MomentInspection(MachineState machine, PhysicalRange? region, OwnershipMap owners)
{
    private readonly Lazy<TableIndex> _tables = new(() => new TableIndex(machine.Platform, machine.Kernel, machine.Vmms));
    private readonly Lazy<PkernfsReader?> _medium = new(() =>
        region is { } carveOut && new PkernfsReader(machine.Platform.Memory, carveOut) is { IsAccessible: true, HasMagic: true } reader ? reader : null);

    /// <summary>The machine after a step of a run.</summary>
    public static MomentInspection Of(RunInspection run, int index) => new(run.Timeline.Moments[index].Machine, run.RegionAt(index), run.OwnershipAt(index));

    public PlatformState Platform => machine.Platform;

    /// <summary>The running kernel's own records; null while none runs.</summary>
    public KernelState? Kernel => machine.Kernel;

    /// <summary>The VMM that a device is passed through to; null for the host's own, and while it does not run.</summary>
    public VmmProcess? VmmOf(DevicePlan device) => device.Persistent ? machine.Vmms.FirstOrDefault(vmm => vmm.Guest == device.Guest) : null;

    public OwnershipMap Owners => owners;

    /// <summary>pkernfs as its bytes have it; null where the region is not formatted.</summary>
    public PkernfsReader? Medium => _medium.Value;
}
