using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>How kernels boot with Kexec HandOver: the first sets scratch aside, the next begins in it and learns what else to leave alone.</summary>
internal static class HandoverBootSteps
{
    private const string Handover = "Linux kernel/liveupdate/kexec_handover.c";
    private const string Orchestrator = "Linux kernel/liveupdate/luo_core.c";

    public static IEnumerable<StepDefinition> EarlyBoot(LiveUpdatePlan plan, int boot)
    {
        yield return new(
            "decompress-kernel-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
            $"Decompress kernel {(boot == 1 ? "A" : "B")}",
            boot == 1
                ? "The decompressor picks a place for the kernel at random (KASLR), clear of what the loader left, and unpacks vmlinux there. Whatever stood there before is overwritten."
                : "The decompressor finds a node SETUP_KEXEC_KHO in the boot parameters' setup_data list, so it picks the kernel's place from the scratch areas alone. It does not look at what was handed over: nothing of it is in scratch.",
            boot == 1 ? "x86 boot protocol" : "Linux arch/x86/boot/compressed/kaslr.c",
            operation =>
            {
                operation.Boot(BootSequence.Decompress(operation.Hardware, operation.Plan.Options, out string? problem, operation.Plan.Handover));
                if (operation.Kernel is null) operation.Fail(problem);
                else operation.Say($"Linux {operation.Kernel.State.Release} at {operation.Kernel.State.Image}.");
            });
        yield return new(
            "parse-command-line-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, boot == 1 ? 1 : 18,
            "Parse kho= and liveupdate=",
            boot == 1
                ? "kho=on turns Kexec HandOver on, kho_scratch= says how much memory the next kernel shall boot in, liveupdate=on turns the orchestrator on. Nothing is cut out of the memory map: what will be handed over is ordinary memory."
                : "The command line says the same again. Sizes in kho_scratch= do not count now: the areas are the former kernel's.",
            Handover,
            operation => operation.WithKernel(kernel =>
            {
                BootSteps.ParseParameters(operation, kernel);
                if (kernel.State.CommandLine.Handover is null) operation.Fail("The command line has no kho=on: Kexec HandOver is off in this boot.");
                else if (!kernel.State.CommandLine.Orchestrator) operation.Fail("The command line has no liveupdate=on: the orchestrator is off in this boot.");
            }));
        if (boot == 2) yield return Populate();
        yield return new(
            "boot-memory-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
            boot == 1 ? "Set up memory" : "Set up memory, in scratch alone",
            "The kernel reserves what is in memory already, then writes its array of page structs and its own page tables with the direct map."
                + (boot == 2 ? " All of it comes from scratch, for this kernel does not know yet what else is in use." : ""),
            boot == 1 ? "mm/memblock" : Handover,
            operation => operation.WithKernel(kernel =>
            {
                BootSequence.ReserveEarly(kernel, operation.Hardware.Processor);
                if (kernel.State.Incoming is not null) HandoverBoot.ConfineToScratch(kernel);
                if (!BootSequence.TryMakePageStructs(kernel) || !BootSequence.TryMakeDirectMap(kernel))
                {
                    operation.Panic(kernel.State.Incoming is null
                        ? "There is too little memory for the page structs and page tables of this kernel."
                        : $"memblock: the scratch areas, {kernel.State.Scratch.Aggregate(default(ByteCount), (sum, area) => sum + area.Length)}, have no room for the page structs and page tables of this kernel, and nothing else may be used yet.");
                    return;
                }
                if (HugePages.AllocateAtBoot(kernel) is { } missing) operation.Fail(missing);
                operation.Say($"Page structs at {kernel.State.PageStructs}, {kernel.State.Pages.AllocatedFrames} frames in use.");
            }));
        foreach (var step in NamedRegionSteps.Reserve(plan, boot)) yield return step;
        yield return boot == 1 ? ReserveScratch() : ReservePreserved();
        yield return new(
            "free-memory-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
            "Free the rest",
            boot == 1
                ? "memblock_free_all: everything that is not reserved goes to the page allocator. Hash tables, per-CPU areas and slabs take their share, none of it in scratch: only movable pages may stand there."
                : "memblock_free_all: everything that is not reserved goes to the page allocator, the former kernel's memory and the record of preserved memory among it. Hash tables and slabs are written over what lies there.",
            "mm/memblock",
            operation => operation.WithKernel(kernel =>
            {
                HandoverBoot.ReleaseRest(kernel);
                BootSequence.FillSlabs(kernel);
                operation.Say($"{kernel.State.Pages.AllocatedFrames} frames in use.");
            }));
        yield return Start(boot);
        foreach (var step in NamedRegionSteps.HandOver(plan, boot)) yield return step;
    }

    private static StepDefinition ReserveScratch() => new(
        "reserve-scratch", Phase.Boot1, Actor.Kernel, 1, null,
        "Reserve scratch",
        "Three areas are set aside: one in low memory, one anywhere, one for the node. From now on only movable pages stand in them, so nothing that is handed over ever will. An array of 16 bytes for each names them.",
        Handover,
        operation => operation.WithKernel(kernel => Scratch(operation, kernel)));

    private static StepDefinition Populate() => new(
        "populate-handover", Phase.Boot2, Actor.Kernel, 2, null,
        "Find what was handed over",
        "kho_populate follows the node to the root tree, which is read where it is, and to the array of scratch areas. Header, \"compatible\" and the record of preserved memory must be as this kernel expects. If anything is not, there is a warning and an ordinary boot, and what was handed over is overwritten like all other memory.",
        Handover,
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.CommandLine.Handover is null) return;
            if (!HandoverBoot.TryPopulate(kernel, out string? problem)) operation.Fail($"{problem} This is an ordinary boot: nothing that was handed over is kept.");
            else operation.Say($"{kernel.State.Incoming!.Contents.Version.Compatible()} at {kernel.State.Incoming.Tree}, {kernel.State.Scratch.Length} scratch areas, children: {string.Join(", ", kernel.State.Incoming.Contents.Children.Select(child => child.Name))}.");
        }));

    private static StepDefinition ReservePreserved() => new(
        "reserve-preserved", Phase.Boot2, Actor.Kernel, 2, null,
        "Reserve what was handed over",
        "The record of preserved memory is walked, and each block in it is reserved. Its first page struct gets a stamp: the block's order and \"KHOP\". Whoever takes a page over later must find it there. The record's own pages are not reserved: they have served.",
        Handover,
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.Incoming is null)
            {
                Scratch(operation, kernel);
                return;
            }
            var map = HandoverBoot.ReservePreserved(kernel);
            if (map.Problem is not null) operation.Fail(map.Problem);
            ulong pages = map.Blocks.Aggregate(0UL, (sum, block) => sum + (1UL << block.Order));
            operation.Say($"{map.Blocks.Length} blocks, {ByteCount.Page * pages}; {map.Pages.Length} pages of the record.");
            if (map.Blocks.IsEmpty) operation.Fail("The record of preserved memory names nothing at all: what was handed over is free memory from here on.");
        }));

    private static StepDefinition Start(int boot) => new(
        "start-handover-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Kernel, boot, null,
        boot == 1 ? "Start handover and orchestrator" : "Start the orchestrator",
        boot == 1
            ? "Kexec HandOver makes its root tree, one page of flattened device tree, and the record of preserved memory; the tree's own page is the first thing in it. The Live Update Orchestrator adds its child LUO, with number 1 and no sessions yet. Both can be changed until the jump."
            : "The orchestrator reads its child LUO: what it cannot read makes it panic, since DMA may be going on to memory that nobody knows of. Then this kernel makes a tree, a record and a root of its own, with the next number, for the update after this one.",
        Orchestrator,
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.CommandLine.Handover is null || kernel.State.Scratch.IsEmpty)
            {
                operation.Fail("Kexec HandOver is off, so nothing can be handed over from here.");
                return;
            }
            if (!new HandoverDriver(kernel).TryInitialise(out string? problem))
            {
                operation.Fail(problem);
                return;
            }
            if (!kernel.State.CommandLine.Orchestrator) return;
            if (!new OrchestratorDriver(kernel).TryStart(out problem)) operation.Panic(problem);
            else operation.Say($"Root tree at {kernel.State.Handover!.Tree}, {(kernel.State.Handover.Map == default ? "no record yet" : $"record at {kernel.State.Handover.Map}")}, live update number {kernel.State.Orchestrator!.Number}.");
            if (boot == 2 && kernel.State.Orchestrator is { Incoming: null }) operation.Fail("The orchestrator of the kernel before left nothing: there is no session to retrieve.");
        }));

    private static void Scratch(Operation operation, KernelContext kernel)
    {
        if (kernel.State.CommandLine.Handover is null) return;
        if (!HandoverBoot.TryReserveScratch(kernel, out string? problem)) operation.Fail(problem);
        else operation.Say(string.Join(", ", kernel.State.Scratch) + ".");
    }

    private static Phase PhaseOf(int boot) => boot == 1 ? Phase.Boot1 : Phase.Boot2;
}
