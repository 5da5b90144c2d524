using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>What faults aim at, found by decoding the machine: a fault knows no more of a run than someone who comes to it at that moment.</summary>
internal static class Targets
{
    /// <summary>True while processes run: a kernel does, and it has not begun to shut down for the jump.</summary>
    public static bool UserSpaceRuns(FaultSite site) => site.Machine.Kernel is { Panic: null } && site.Phase != Phase.Kexec;

    /// <summary>pkernfs as the running kernel has it; null where none runs or it has not initialised the region.</summary>
    public static PkernfsReader? Medium(MachineState machine) => machine.Kernel is { Panic: null } kernel ? Medium(machine.Platform.Memory, kernel) : null;

    public static PkernfsReader? Medium(KernelContext kernel) => Medium(kernel.Memory, kernel.State);

    /// <summary>The file that guest RAM is in, of several guests the first one's; null where there is none.</summary>
    public static Inode? GuestRam(PkernfsReader? medium, LiveUpdatePlan plan) => medium?.Lookup("/" + plan.Guest.RamFile) is { IsFile: true } file ? file : null;

    /// <summary>True where that file is there and has been given blocks.</summary>
    public static bool GuestRamHasBlocks(FaultSite site) => Medium(site.Machine) is { } medium && GuestRam(medium, site.Plan) is { } file && !medium.FileRuns(file).IsEmpty;

    /// <summary>The first file made that a domain's page tables are in, its own or a whole container's; null where there is none.</summary>
    public static PkernfsEntry? DomainTables(PkernfsReader? medium) =>
        medium?.Files().OrderBy(entry => entry.Inode.Number.Value).FirstOrDefault(entry => (entry.Inode.Flags & (InodeFlags.IommuDomainTables | InodeFlags.VfioContainer)) != 0 && entry.Inode.MappingsBlock.Value >= PkernfsLayout.FirstFreeBlock && medium.IsInRegion(entry.Inode.MappingsBlock));

    /// <summary>The function that is carried across, of several guests the first one's that has any; null where the plan has none.</summary>
    public static PciAddress? Assigned(LiveUpdatePlan plan) => plan.Guests.SelectMany(plan.DevicesOf).FirstOrDefault()?.Address;

    /// <summary>The first of the host's own functions that do DMA; null where the plan has none.</summary>
    public static PciAddress? Host(LiveUpdatePlan plan) => plan.Devices.FirstOrDefault(device => !device.Persistent)?.Address;

    /// <summary>The context entry that the unit would read for a function now; null where the root table has none for its bus.</summary>
    public static ContextEntry? Context(IMemoryView memory, VtdUnit unit, PciAddress function) =>
        RootEntry.TryRead(memory, unit.RootTable, function.Bus, out var root) && root.Present && ContextEntry.TryRead(memory, root.ContextTable, function.DevFn, out var entry) ? entry : null;

    /// <summary>As <see cref="Context(IMemoryView, VtdUnit, PciAddress)"/>, of a machine at rest.</summary>
    public static ContextEntry? Context(MachineState machine, PciAddress? function) =>
        function is { } address ? Context(machine.Platform.Memory, machine.Platform.Unit, address) : null;

    private static PkernfsReader? Medium(IMemoryView memory, KernelState kernel) =>
        kernel.Pkernfs.Initialised && kernel.CommandLine.Pkernfs is { } region && region.Start.IsAligned(ByteCount.Page)
        && new PkernfsReader(memory, region) is { IsAccessible: true, HasMagic: true } reader ? reader : null;
}
