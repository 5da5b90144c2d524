namespace Pkernfs.Core.Memory;

/// <summary>What a byte of physical address space is for, at one moment.</summary>
public enum OwnerClass
{
    /// <summary>RAM that no one owns and that holds nothing of a former owner.</summary>
    Free,

    /// <summary>RAM that no one owns but that still holds a former owner's bytes, or that a device can still reach.</summary>
    Stale,

    /// <summary>Firmware's own: ACPI tables, the BIOS data area.</summary>
    Firmware,

    /// <summary>Reserved address space.</summary>
    Reserved,

    /// <summary>Device registers and windows.</summary>
    Mmio,

    KernelImage,

    /// <summary>Page structs, slabs, staged kexec images, DMA buffers: a kernel's working memory.</summary>
    KernelData,

    /// <summary>CPU page tables and default domains' second-stage tables in ordinary RAM: lost at kexec.</summary>
    EphemeralPageTable,

    /// <summary>The VMM process: its own anonymous memory.</summary>
    Vmm,

    PkernfsMetadata,

    /// <summary>Data of a pkernfs file, a memfd or a region that was reserved for it: what the guest sees as its memory.</summary>
    GuestRam,

    /// <summary>Data of such a file that begins with a VM's saved state.</summary>
    VmState,

    /// <summary>The remapping unit's root table and context tables.</summary>
    RootAndContext,

    /// <summary>Second-stage tables of a persistent domain.</summary>
    DomainPageTable,

    /// <summary>What one kernel tells the next by Kexec HandOver: its trees, records and lists, and what was handed over without being known yet.</summary>
    HandoverMetadata,
}
