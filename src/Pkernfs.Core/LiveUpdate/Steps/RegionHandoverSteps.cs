using System.Collections.Immutable;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>How kernels boot where the first one chose pkernfs's region and Kexec HandOver carries it on: the steps of any handover, with the region's among them.</summary>
internal static class RegionHandoverSteps
{
    private const string Source = "guestmemfs; the region's tree is ours";

    public static IEnumerable<StepDefinition> EarlyBoot(LiveUpdatePlan plan, int boot)
    {
        foreach (var step in HandoverBootSteps.EarlyBoot(plan, boot))
        {
            switch (step.Id)
            {
                case "parse-command-line-a" or "parse-command-line-b":
                    yield return Parse(boot);
                    break;
                case "populate-handover":
                    yield return step;
                    yield return Find();
                    break;
                case "start-handover-a" or "start-handover-b":
                    yield return step with
                    {
                        Title = "Start the handover",
                        Explanation = boot == 1
                            ? "Kexec HandOver makes its root tree, one page of flattened device tree, and the record of preserved memory; the tree's own page is the first thing in it. Both can be changed until the jump. There is no orchestrator: pkernfs is its only client."
                            : "This kernel makes a tree and a record of its own, for the update after this one.",
                        Source = "Linux kernel/liveupdate/kexec_handover.c",
                    };
                    if (boot == 1) yield return HandOver(boot);
                    break;
                default:
                    yield return step;
                    break;
            }
        }
    }

    /// <summary>Once the guest runs again: the next kernel hands the region over in turn. Nothing needs it before the update after this one, so the blackout has no part of it.</summary>
    public static ImmutableArray<StepDefinition> Finish(LiveUpdatePlan plan) => plan.Variants.Memory == PersistentMemory.Dynamic ? [HandOver(2)] : [];

    private static StepDefinition Parse(int boot) => new(
        "parse-command-line-" + StepNames.OfBoot(boot), boot == 1 ? Phase.Boot1 : Phase.Boot2, Actor.Kernel, boot, boot == 1 ? 1 : 18,
        boot == 1 ? "Parse pkernfs= and kho=, choose the region" : "Parse pkernfs=, kho= and liveupdate",
        boot == 1
            ? "pkernfs= gives a size and no base, as guestmemfs= does. The kernel takes the highest free memory of that size while all of it is still free, and keeps it out of its map of System RAM: no page structs, no direct map. Nobody had to know the machine's memory beforehand. kho=on turns Kexec HandOver on, which will carry the place to the next kernel."
            : "The command line repeats pkernfs= with its size, kho=on and liveupdate. Where the region is stands in none of it: as long as the handover may say so, no place is chosen.",
        Source,
        operation => operation.WithKernel(kernel =>
        {
            BootSteps.ParseParameters(operation, kernel);
            var commandLine = kernel.State.CommandLine;
            if (commandLine.Handover is null) operation.Fail("The command line has no kho=on: Kexec HandOver is off in this boot, and nothing carries the region on.");
            if (boot == 1 || !PersistentRegion.IsToBeFound(kernel)) SayChosen(operation, kernel, boot);
            if (commandLine.LiveUpdate != (boot == 2))
                operation.Fail(boot == 2 ? "liveupdate is missing: this boot will set everything up anew." : "liveupdate is given in the first boot: there is nothing to restore yet.");
        }));

    private static StepDefinition Find() => new(
        "find-region-b", Phase.Boot2, Actor.Kernel, 2, null,
        "Find the region",
        "The root tree's child pkernfs leads to a page with a tree of its own: base and size of the region. The kernel holds it against the command line's size and against the record of preserved memory, which must have all of it, and keeps the region out of its memory map before it makes any page structs. So far all that it uses is in scratch, where nothing of the region is.",
        Source,
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.CommandLine is not { PkernfsSize: not null, Pkernfs: null }) return;
            if (kernel.State.Incoming is null)
            {
                PersistentRegion.Choose(kernel);
                SayChosen(operation, kernel, 2);
            }
            else if (new RegionHandover(kernel).TryFind(out string? problem)) operation.Say($"The region is {kernel.State.CommandLine.Pkernfs}, as was handed over.");
            else operation.Fail($"{problem} pkernfs is disabled in this boot; what the record names stays reserved.");
        }));

    private static StepDefinition HandOver(int boot) => new(
        "preserve-region-" + StepNames.OfBoot(boot), boot == 1 ? Phase.Boot1 : Phase.Finish, Actor.Kernel, boot, null,
        "Hand the region over",
        boot == 1
            ? "pkernfs marks the pages of its region in the record of preserved memory, in blocks of up to 4 MiB, writes a device tree with base and size into a page that is handed over, too, and adds it to the root tree as child pkernfs. From here on the next kernel will find the region, whatever is created in it: files are the region's, not the handover's."
            : "The former kernel's tree has served: its page is taken over and given back. The region goes into this kernel's own record and tree, for the update after this one; the guest runs meanwhile.",
        Source,
        operation => operation.WithKernel(kernel =>
        {
            var region = new RegionHandover(kernel);
            if (boot == 2 && kernel.State.Incoming is not null && !region.TryRelease(out string? left)) operation.Fail(left);
            if (!region.TryHandOver(out string? problem)) operation.Fail(problem);
            else operation.Say($"{kernel.State.CommandLine.Pkernfs} in {PreservedBlock.Split(kernel.State.CommandLine.Pkernfs!.Value).Count()} blocks, its tree at {kernel.State.Handover!.Children[^1].Data}.");
        }));

    private static void SayChosen(Operation operation, KernelContext kernel, int boot)
    {
        if (kernel.State.CommandLine is not { PkernfsSize: { } size } commandLine) operation.Fail("The command line has no usable pkernfs=: pkernfs is disabled in this boot.");
        else if (commandLine.Pkernfs is { } chosen) operation.Say($"The region is {chosen}, chosen now.");
        else operation.Fail($"No free run of {size} is left for pkernfs: it is disabled in this boot.");
        if (boot == 2) operation.Fail("Nothing that was handed over says where the region is, so a place was chosen as in a first boot. Whatever the kernel before had in its own is anybody's: if this is the same place, then by luck.");
    }
}
