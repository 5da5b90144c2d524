namespace Pkernfs.Core.LiveUpdate;

/// <summary>What an approach leaves open, and the thread argues about: any of these goes with any approach.</summary>
/// <param name="Discovery">How user space finds what survived.</param>
/// <param name="Memory">Where what persists comes from.</param>
/// <param name="VmmLayout">Whether the new VMM lays its address space out as the old one did.</param>
/// <param name="Order">In which order user space restores.</param>
public sealed record Variants(Discovery Discovery, PersistentMemory Memory, VmmLayout VmmLayout, RestoreOrder Order)
{
    /// <summary>What each approach does where a scenario does not say.</summary>
    public static Variants Default { get; } = new(Discovery.Usual, PersistentMemory.Usual, VmmLayout.Other, RestoreOrder.Usual);
}

/// <summary>How user space finds what survived.</summary>
public enum Discovery
{
    /// <summary>As the approach has it.</summary>
    Usual,

    /// <summary>It opens the file that it knows by name and hands it over again.</summary>
    ReinjectedFile,

    /// <summary>The kernel lists what it restored in procfs; opening an entry gives a file descriptor.</summary>
    ProcfsListing,

    /// <summary>A Live Update Orchestrator session, by name and token.</summary>
    LuoSession,
}

/// <summary>Where memory that persists comes from.</summary>
public enum PersistentMemory
{
    /// <summary>As the approach has it.</summary>
    Usual,

    /// <summary>Cut out of the memory map at boot, by address.</summary>
    CarveOut,

    /// <summary>Ordinary pages, chosen while the system runs and handed on.</summary>
    Dynamic,
}

/// <summary>How the new VMM lays out its address space.</summary>
public enum VmmLayout
{
    /// <summary>Guest RAM at another virtual address: a fresh process, perhaps another build.</summary>
    Other,

    /// <summary>Guest RAM at the address that the old VMM had.</summary>
    Same,
}

/// <summary>In which order user space restores after the kexec.</summary>
public enum RestoreOrder
{
    /// <summary>As the approach has it.</summary>
    Usual,

    /// <summary>Mappings, then the device, then the VM.</summary>
    MappingsFirst,

    /// <summary>The device is opened before its mappings are made again; then the VM.</summary>
    DeviceFirst,

    /// <summary>The vCPUs run as soon as guest RAM is mapped; the device's mappings follow.</summary>
    ProcessorsFirst,
}
