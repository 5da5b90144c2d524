using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Timeline;

/// <summary>Every cost parameter, one for each kind of work. docs/cost-model.md has the same table; a test keeps the two equal.</summary>
public static class CostCatalogue
{
    // From "preserving and serialising 48 GiB" on one thread: 577 ms with lists of bitmaps, 469 ms with a structure like page tables. Folio
    // orders were not given, so both are spread over 4 KiB pages.
    private const double PagesIn48GiB = 12_582_912, ListMilliseconds = 577, TreeMilliseconds = 469;
    private const string PreservationSource = "linux-kernel list, April 2025 (2504.0/04211), 48 GiB on one thread, spread over 4 KiB pages";

    /// <summary>For counted work, in the order of <see cref="WorkKind"/>.</summary>
    public static ImmutableArray<CostParameter> Counted { get; } =
    [
        Bandwidth("memory-write", "Memory written", "Bytes stored one after another by one core whose caches are cold."),
        Bandwidth("memory-fill", "Memory filled", "Whole frames filled with one pattern by one core: clearing pages, making the array of page structs."),
        new("memory-copy", "Memory copied", CostUnit.GigabytesPerSecond, 6, 0.1, 1000, "Whole frames copied by one core, read and write together: the relocation of the next kernel.", CostParameter.Assumed),
        Small("table-entry", "Page-table entry", 3, "An entry worked out and written or cleared, beyond its 8 bytes; with a unit whose walks are not coherent the flush of its cache line is to be added."),
        Small("entry-read", "Page-table entry read", 1, "A leaf read to copy it, or to hold two tables' translations against each other."),
        Small("table-page", "Page for a table", 400, "A page taken from an allocator for a table, beyond clearing it."),
        Small("page-walk", "Page looked up", 4, "A 4 KiB page found in a process's page tables."),
        Small("page-pin", "Piece pinned", 30, "A 4 KiB page pinned and counted, one at a time; or a file's block of 2 MiB at once, where a kernel goes by the file and not by addresses."),
        new("preserve-in-list", "Page preserved, bitmaps in a list", CostUnit.Nanoseconds, Math.Round(ListMilliseconds * 1e6 / PagesIn48GiB, 1), 0, 10_000, "A 4 KiB page recorded in KHO's first format and written out for the next kernel.", PreservationSource),
        new("preserve-in-tree", "Page preserved, radix tree", CostUnit.Nanoseconds, Math.Round(TreeMilliseconds * 1e6 / PagesIn48GiB, 1), 0, 10_000, "A 4 KiB page recorded in KHO's later format.", PreservationSource),
        Small("register-write", "Register of the remapping unit", 700, "An uncached write, with the poll for its status where there is one."),
        Small("invalidation", "Invalidation waited for", 500, "A descriptor and the wait behind it, beyond the register that rings for them."),
        Small("function-write", "Register of a function", 1000, "A write to a PCI function's configuration space or registers."),
    ];

    /// <summary>For fixed work, in the order of <see cref="FixedWork"/>.</summary>
    public static ImmutableArray<CostParameter> Fixed { get; } =
    [
        new("call", "System call or driver routine", CostUnit.Microseconds, 150, 0, 1_000_000, "A step that no other parameter names, whatever it touches.", CostParameter.Assumed),
        Fix("firmware-start", "Firmware, to its boot loader", 2500, "Power-on self test; a kexec leaves it out."),
        Fix("boot-loader", "Boot loader", 350, "Reading kernel and ramdisk from a disk; a kexec leaves it out."),
        Fix("kernel-decompression", "Decompressing a kernel", 95, "Beyond writing the bytes."),
        Fix("early-parameters", "Early command line", 1.5, "Parsing memmap= and its like and sorting the memory map."),
        Fix("memory-set-up", "Setting up memory", 60, "memblock, zones, slabs and per-CPU areas, beyond the bytes that are filled."),
        Fix("device-probe", "Probing functions", 80, "Enumeration and the drivers' probes in parallel."),
        Fix("user-space-start", "Starting user space", 120, "From the first process to a mounted filesystem."),
        Fix("process-start", "Starting the VMM", 40, "exec, its libraries, its device models."),
        Fix("pause-vcpus", "Pausing the vCPUs", 0.8, "Kicking each vCPU out of the guest."),
        Fix("save-vm", "Saving the VM's state", 6, "vCPU registers and device models, collected."),
        Fix("kexec-load", "Loading the next kernel", 25, "kexec_file_load: reading and verifying the image, beyond staging its bytes."),
        Fix("driver-shutdown", "Shutdown callbacks", 30, "All drivers' shutdown, one after another."),
        Fix("relocation", "Between kernels", 2, "Leaving one kernel and entering the next, beyond copying it into place."),
        Fix("open-device", "Opening the device", 9, "vfio-pci's enable, without a reset where the update asks for none."),
        Fix("restore-vm", "Restoring the VM's state", 12, "vCPU registers and device models, set again."),
        Fix("resume-vcpus", "Resuming the vCPUs", 0.9, "Entering the guest on each vCPU."),
        Fix("watching", "Watching the guest run", 500, "No cost: how long a run lets the guest be seen running, before the update and after it."),
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<CostParameter> All { get; } = [.. Counted, .. Fixed];

    public static CostParameter Of(WorkKind kind) => Counted[(int)kind];

    public static CostParameter Of(FixedWork work) => Fixed[(int)work];

    /// <summary>The one of that id; null where there is none.</summary>
    public static CostParameter? Find(string id) => All.FirstOrDefault(parameter => parameter.Id == id);

    private static CostParameter Bandwidth(string id, string title, string meaning) =>
        new(id, title, CostUnit.GigabytesPerSecond, 8, 0.1, 1000, meaning, CostParameter.Assumed);

    private static CostParameter Small(string id, string title, double nanoseconds, string meaning) =>
        new(id, title, CostUnit.Nanoseconds, nanoseconds, 0, 1_000_000, meaning, CostParameter.Assumed);

    private static CostParameter Fix(string id, string title, double milliseconds, string meaning) =>
        new(id, title, CostUnit.Milliseconds, milliseconds, 0, 600_000, meaning, CostParameter.Assumed);
}
