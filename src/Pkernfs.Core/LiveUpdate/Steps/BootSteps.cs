using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What a kernel does until its IOMMU translates: the same list for both boots, the differences where <c>liveupdate</c> makes them.</summary>
internal static class BootSteps
{
    /// <param name="plan">Whether the kernel chooses the region itself and hands it over.</param>
    public static IEnumerable<StepDefinition> EarlyBoot(int boot, LiveUpdatePlan plan) =>
        plan.Variants.Memory == PersistentMemory.Dynamic ? RegionHandoverSteps.EarlyBoot(plan, boot) : EarlyBoot(boot);

    /// <summary>The early parameters, and what comes of them for the memory map.</summary>
    public static void ParseParameters(Operation operation, KernelContext kernel)
    {
        BootSequence.ParseEarlyParameters(kernel);
        operation.Say(string.Join(' ', kernel.State.Map.Edits.Select(edit => edit.LogLine + ".")));
        foreach (var range in kernel.State.Map.UsablePages.Where(range => !kernel.Memory.IsAccessible(range)))
            operation.Fail($"The memory map says that {range} is System RAM, but not all of it is: what the kernel keeps there will be lost.");
    }

    private static IEnumerable<StepDefinition> EarlyBoot(int boot)
    {
        yield return new(
            "decompress-kernel-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
            $"Decompress kernel {Name(boot)}",
            "The decompressor picks a place for the kernel at random (KASLR), clear of what the loader left and of every memmap= range, and unpacks vmlinux there. Whatever stood there before is overwritten."
                + (boot == 2 ? " Only memory, registers and the command line reach across the jump: the kernel's release is read from the image, the rest from the boot parameters." : ""),
            "x86 boot protocol",
            operation =>
            {
                operation.Boot(BootSequence.Decompress(operation.Hardware, operation.Plan.Options, out string? problem));
                if (operation.Kernel is null) operation.Fail(problem);
                else operation.Say($"Linux {operation.Kernel.State.Release} at {operation.Kernel.State.Image}.");
            });
        yield return new(
            "parse-command-line-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 1 : 18,
            boot == 1 ? "Parse memmap= and pkernfs=" : "Parse liveupdate",
            boot == 1
                ? "memmap= takes the region out of the kernel's map of System RAM before anything is allocated; pkernfs= names the same range as pkernfs's own. Neither checks the other. There will be no page structs for the region and no direct map of it."
                : "The command line repeats memmap= and pkernfs=, since nothing passes them on, and adds the bare word liveupdate: the only sign that there is something to restore rather than to set up.",
            boot == 1 ? "RFC 01/18" : "RFC 06/18",
            operation => operation.WithKernel(kernel =>
            {
                ParseParameters(operation, kernel);
                if (kernel.State.CommandLine.Pkernfs is null) operation.Fail("The command line has no usable pkernfs=: pkernfs is disabled in this boot.");
                if (kernel.State.CommandLine.LiveUpdate != (boot == 2))
                    operation.Fail(boot == 2 ? "liveupdate is missing: this boot will set everything up anew." : "liveupdate is given in the first boot: there is nothing to restore yet.");
            }));
        yield return new(
            "boot-memory-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
            "Set up memory",
            "The kernel reserves what is in memory already, then writes its array of page structs from the top of RAM down, its own page tables with the direct map, hash tables, per-CPU areas and slabs. All of it is ephemeral, and all of it really overwrites what stood there."
                + (boot == 2 ? " The carve-out is not in the map, so nothing of this can touch it." : ""),
            "mm/memblock, RFC 00/18",
            operation => operation.WithKernel(kernel =>
            {
                BootSequence.ReserveEarly(kernel, operation.Hardware.Processor);
                if (!BootSequence.TryMakePageStructs(kernel) || !BootSequence.TryMakeDirectMap(kernel))
                {
                    operation.Fail("System RAM is too small for the page structs and page tables of this kernel.");
                    return;
                }
                if (HugePages.AllocateAtBoot(kernel) is { } missing) operation.Fail(missing);
                BootSequence.FillSlabs(kernel);
                operation.Say($"Page structs at {kernel.State.PageStructs}, {kernel.State.Pages.AllocatedFrames} frames in use.");
            }));
    }

    /// <param name="tablesInRegion">Whether the IOMMU's tables are going to live in the region from the start.</param>
    public static StepDefinition FormatPkernfs(bool tablesInRegion = true) => new(
        "format-pkernfs", Phase.Boot1, Actor.Kernel, 1, 2,
        "Format pkernfs",
        (tablesInRegion
            ? "The IOMMU driver comes long before any filesystem is mounted, so it initialises pkernfs itself."
            : "pkernfs is there for guest RAM; the IOMMU driver has no use for it yet. It is initialised early all the same, since in the next boot the driver will look for what it saved before any filesystem is mounted.")
            + " The super block's magic number is absent: the inode store is chained into a free list, the bitmap gets its first two bits, inode 1 becomes the root directory, and the magic \"pkernfs\" is written.",
        "RFC 01/18 to 03/18, 07/18",
        operation => operation.WithKernel(kernel =>
        {
            var outcome = new PkernfsDriver(kernel).Initialise(out string? problem);
            if (outcome == InitOutcome.Unusable) operation.Fail(problem);
            else if (outcome == InitOutcome.Restored) operation.Fail("The region already carries pkernfs's magic number in the first boot: what an earlier run left is adopted unread.");
        }));

    public static StepDefinition CreateRootTables() => new(
        "create-root-tables", Phase.Boot1, Actor.Kernel, 1, 3,
        "Create iommu/root-pgtables",
        "The same call makes the directory iommu/ and in it root-pgtables, a file of one 2 MiB block. The block is a pool of 512 pages: page 0 is a bitmap of them, page 1 is the root table, always, so that the next kernel finds it without being told. Its whole allocation state is in the block.",
        "RFC 07/18 to 09/18",
        operation => operation.WithKernel(kernel =>
        {
            if (!new IommuDriver(kernel).TryTakeRootTable(out string? problem) || problem is not null) operation.Fail(problem);
            else operation.Say($"Root table at {kernel.State.Iommu.RootTable}.");
        }));

    /// <summary>The root table as drivers make it that know of no live update.</summary>
    public static StepDefinition AllocateRootTable() => new(
        "allocate-root-table", Phase.Boot1, Actor.Kernel, 1, 3,
        "Allocate the root table",
        "One page from the kernel's own allocator, as in any driver. Nothing in the allocation of the IOMMU's tables knows of a live update: root, context and second-stage tables are ordinary memory, and stay so while the machine runs.",
        "RFC 00/18, replies",
        operation => operation.WithKernel(kernel =>
        {
            if (!new IommuDriver(kernel).TryMakeRootTable(out string? problem)) operation.Fail(problem);
            else operation.Say($"Root table at {kernel.State.Iommu.RootTable}.");
        }));

    public static StepDefinition RestorePkernfs() => new(
        "restore-pkernfs", Phase.Boot2, Actor.Kernel, 2, 19,
        "Restore pkernfs",
        "VT-d comes up and initialises pkernfs as in the first boot, but now the magic number is there: \"Restoring from super block\". Nothing is written; inode store, bitmap and every file are taken as they are. The decision rests on the magic alone.",
        "RFC 01/18, 07/18",
        operation => operation.WithKernel(kernel =>
        {
            var outcome = new PkernfsDriver(kernel).Initialise(out string? problem);
            if (outcome == InitOutcome.Unusable) operation.Fail(problem);
            else if (outcome == InitOutcome.Formatted)
                operation.Fail("The super block's magic number is gone, so pkernfs was formatted anew: every file, with guest RAM and page tables, is lost.");
        }));

    /// <param name="shim">Whether further context tables come from the region, too.</param>
    public static StepDefinition AdoptRootTable(bool shim = true) => new(
        "adopt-root-table", Phase.Boot2, Actor.Kernel, 2, 19,
        "Adopt the root table",
        "root-pgtables is found in the directory and its page 1 becomes this kernel's root table again, with every context table below it. Translation was on and stays on: with liveupdate it is not turned off, and the kdump way of copying the old tables is skipped, since they stay in place. That entries point to RAM, and that the region's bitmap knows the tables in it, is looked at here; the posted code does not.",
        "RFC 07/18 to 09/18",
        operation => operation.WithKernel(kernel =>
        {
            var iommu = new IommuDriver(kernel);
            if (!iommu.TryTakeRootTable(out string? problem, shim) || problem is not null)
            {
                operation.Fail(problem);
                return;
            }
            if (iommu.CheckAdoptedRootTable() is { } broken) operation.Fail(broken);
            foreach (var function in operation.Plan.CarriedDevices.Select(device => device.Address).Where(function => iommu.ReadContext(function) is not { Present: true }))
                operation.Fail($"No present context entry for {function}: its translation did not survive, and nothing says what it was.");
            operation.Say($"Root table {kernel.State.Iommu.RootTable}, as before the jump. Nothing of this kernel knows {(shim ? "" : "yet ")}which domain the entries belong to, or which domain ids they use.");
        }));

    public static IEnumerable<StepDefinition> StartUnit(int boot)
    {
        yield return new(
            "start-queue-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 4 : 19,
            "Set up queued invalidation",
            boot == 1
                ? "The driver gives the unit a page of 256 descriptors in ordinary RAM (IQA), resets its tail (IQT) and turns the queue on (GCMD.QIE). From now on cached translations are dropped by descriptors, and the register way is closed."
                : "The queue that kernel A left on lies in memory that is now this kernel's to give away. It is turned off, and a page of this kernel takes its place. Cached translations stay in the unit all the while.",
            "VT-d 6.5.2",
            operation => operation.WithKernel(kernel =>
            {
                var iommu = new IommuDriver(kernel);
                if (!iommu.TryStartQueue()) operation.Fail("No free frame is left for the invalidation queue.");
                else operation.Say($"IQA = {kernel.State.Iommu.Queue}.");
                if (boot == 2 && iommu.TurnOffForColdBoot())
                    operation.Fail("DMAR: Translation was enabled but this is no live update. It is turned off until the unit is set up: bus addresses are physical addresses meanwhile.");
            }));
        yield return new(
            "write-rtaddr-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 4 : 19,
            "Write RTADDR",
            "The root table's address goes into RTADDR. The unit does not look at it yet: it goes on with the pointer that it took last.",
            "VT-d 11.4.5",
            operation => operation.WithKernel(kernel =>
            {
                new IommuDriver(kernel).WriteRootTableAddress();
                operation.Say($"RTADDR = {kernel.State.Iommu.RootTable}; in effect: {operation.Hardware.Unit.RootTable}.");
            }));
        yield return new(
            "set-root-pointer-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 4 : 19,
            "Set root pointer and flush",
            boot == 1
                ? "GCMD.SRTP: now the unit takes the pointer, and GSTS.RTPS says so. The context cache and the IOTLB are flushed for all."
                : "The same physical page is set again, so the tables are what they were; but the flush empties context cache and IOTLB. From here on each translation is read from memory again, and anything that did not survive there shows.",
            "VT-d 11.4.4, RFC 09/18",
            operation => operation.WithKernel(kernel =>
            {
                new IommuDriver(kernel).SetRootTablePointer();
                operation.Say($"GSTS = 0x{operation.Hardware.ReadRegister(VtdRegisters.GlobalStatus, 4):x8}.");
            }));
        yield return new(
            "enable-fault-events-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 4 : 19,
            "Enable fault events",
            boot == 1
                ? "The driver clears what the fault status register and the fault record hold, says where a fault's interrupt is to go (FEADDR, FEDATA) and unmasks it (FECTL)."
                : "The driver reads out and clears what was recorded while nobody looked. The board's unit has few fault records, so most of the refused accesses left no trace but the overflow bit.",
            "VT-d 7.3",
            operation => operation.WithKernel(kernel =>
            {
                var iommu = new IommuDriver(kernel);
                foreach (string line in iommu.EnableFaultEvents()) operation.Say(line);
                if (boot == 1 || iommu.TranslationEnabled) return;
                iommu.EnableTranslation();
                operation.Say("Translation had been turned off and is on again.");
            }));
    }

    public static StepDefinition EnableTranslation() => new(
        "enable-translation", Phase.Boot1, Actor.Kernel, 1, 4,
        "Enable translation",
        "GCMD.TE, and GSTS.TES acknowledges. Every request of every function is translated from now on; one without a present context entry is refused. In this design translation is never turned off again, not even at kexec.",
        "VT-d 11.4.4, RFC 10/18",
        operation => operation.WithKernel(kernel => new IommuDriver(kernel).EnableTranslation()));

    private static string Name(int boot) => boot == 1 ? "A" : "B";

    private static Phase PhaseOf(int boot) => boot == 1 ? Phase.Boot1 : Phase.Boot2;
}
