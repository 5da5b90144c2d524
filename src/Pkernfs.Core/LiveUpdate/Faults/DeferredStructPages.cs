using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K9: page structs that nobody initialises.</summary>
public sealed class DeferredStructPages : Fault
{
    public override string Id => "deferred-struct-pages";

    public override int Order => 390;

    public override string Number => "K9";

    public override string Title => "The next kernel initialises page structs late";

    public override string Description => "The next kernel is built with CONFIG_DEFERRED_STRUCT_PAGE_INIT: in early boot it initialises only the first page structs, the others when memory is set free. Blocks that were handed over are marked no-init, so nobody ever initialises theirs.";

    public override string Source => "lore.kerneltesting 7024cefd; kexec list, 2025-December; lkml 2602.1";

    public override string Expectation => "The stamps are in the page structs all the same. Whoever takes a page over first takes its node from flags that nobody wrote, here node 1023, and crashes in the accounting. Kexec HandOver therefore excluded the option at first; later it initialises them itself. (The late initialisation also overwrote the migrate type of scratch, 2026-March. That hurts the update after this one alone, so it is not shown.)";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) => site.Machine.Kernel is { Panic: null, DefersPageStructs: false } kernel && IsToBeBooted(site.Machine.Platform.Memory, kernel);

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (IsToBeBooted(kernel.Memory, kernel.State)) kernel.State = kernel.State with { DefersPageStructs = true };
        else operation.Say("No kernel is booting that something was handed over to.");
    });

    private static bool IsToBeBooted(IMemoryView memory, KernelState kernel) => kernel.PageStructs.IsEmpty && HandoverBoot.Find(memory, kernel.BootParameters) is not null;
}
