using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K12: the crash kernel is told of the handover.</summary>
public sealed class CrashKernelRevivesHandover : Fault
{
    public override string Id => "crash-kernel-revives-handover";

    public override int Order => 420;

    public override string Number => "K12";

    public override string Title => "The crash kernel gets the handover";

    public override string Description => "The host crashes, and kdump's kernel takes over. It was loaded by code that hands the handover's node on to every kernel, so it finds scratch and root tree in its boot parameters, beside a memory map that has 128 MiB of its own and nothing else.";

    public override string Source => "kexec list, kdump and Kexec HandOver on device-tree machines";

    public override string Expectation => "The guest ends with its host in any case. But the crash kernel unpacks itself into scratch and boots there, over pages of the kernel that it shall dump, instead of in memory of its own. Images of the type for crashes must not get the node.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && site.Machine.Kernel is { Handover: not null } kernel && CrashKernel.HasRoom(kernel);

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (kernel.State.Handover is null || CrashKernel.Load(kernel, handOver: true) is not { } loaded)
        {
            operation.Say("There is no handover, or no memory for a crash kernel.");
            return;
        }
        string release = kernel.State.Release;
        operation.DropSoftware();
        var crash = CrashKernel.Enter(operation.Hardware, loaded.Entry, operation.Plan.Options, operation.Plan.Handover, out string? problem);
        operation.Boot(crash);
        string dump = crash is null ? problem!
            : crash.State.Incoming is null ? "The crash kernel is in memory of its own, and the dump is whole."
            : $"The crash kernel is at {crash.State.Image}, its page structs at {crash.State.PageStructs}, both in scratch: what {release} had there is not in the dump.";
        operation.Panic($"{release} has crashed. {dump}");
    });
}
