using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Sessions of the Live Update Orchestrator: what user space hands over before, and how it finishes after; <see cref="HandedOverFileSteps"/> are between.</summary>
internal static class OrchestratorSteps
{
    /// <summary>The session's name and the tokens of its files: all that user space must remember.</summary>
    public const string SessionName = "guest";

    public const ulong RamToken = 1, IommufdToken = 2, DeviceToken = 3, StateToken = 4, HwptToken = 0x10;

    private const string Orchestrator = "Linux kernel/liveupdate/luo_session.c";
    private const string Memfd = "Linux mm/memfd_luo.c";
    private const string Iommufd = "iommufd and iommu live update, proposed 2025 and 2026 [P]";
    private const string Vfio = "vfio-pci and PCI live update, proposed 2026 [P]";

    /// <summary>While the guest runs: a session, and in it guest RAM, the iommufd, the device, in this order.</summary>
    public static IEnumerable<StepDefinition> Preserve(LiveUpdatePlan plan)
    {
        yield return new(
            "create-session", Phase.Prepare, Actor.Vmm, 1, null,
            "Create a session",
            "LIVEUPDATE_IOCTL_CREATE_SESSION on /dev/liveupdate gives a session, under a name that the next user space will ask for. Closing it would undo everything in it.",
            Orchestrator,
            operation => WithOrchestrator(operation, (_, luo) => operation.Report(luo.CreateSession(operation.Argument("session").Value))))
        {
            Arguments = [StepArgument.File("session", SessionName, "the session's name")],
        };
        yield return new(
            "mark-hwpt", Phase.Prepare, Actor.Vmm, 1, null,
            "Mark the HWPT",
            "IOMMU_HWPT_LIVEUPDATE_MARK_PRESERVE: the VMM says which hardware page table is to survive, and chooses a token for it. There is no way to take the mark back.",
            Iommufd,
            operation => operation.WithVmm((kernel, vmm) =>
            {
                if (vmm.Process.Iommufd is { Hwpt: { } hwpt } handles) operation.Report(new IommufdDriver(kernel).MarkPreserved(handles.Context, hwpt, HwptToken));
                else operation.Fail("The VMM has no HWPT to mark.");
            }));
        if (!NamedRegionSteps.AreUsed(plan)) yield return Preserve(
            "preserve-guest-ram", RamToken, "Preserve guest RAM",
            "LIVEUPDATE_SESSION_PRESERVE_FD for the memfd: each of its folios is entered in the record of preserved memory where it is, and an array of 16 bytes for each folio is written. This goes with the size of the guest, so it is done while the guest runs.",
            Memfd, (kernel, vmm) => vmm.Process.Memory.Mappings.FirstOrDefault(mapping => mapping.Range == vmm.Process.GuestRam)?.File is MemoryFileBacking ram ? new OpenMemoryFile(ram.Id) : null);
        yield return Preserve(
            "preserve-iommufd", IommufdToken, "Preserve the iommufd",
            (NamedRegionSteps.AreUsed(plan)
                ? "Every area of the address space is made of a named region, which memblock hands over by itself. As proposed, only sealed memfds of the same session will do; taking a region is ours. It would need iommufd to know the device file's region and to ask memblock for it: a region neither grows nor shrinks, so there is nothing to seal."
                : "Every area of the address space must be made of sealed memfds of the same session.")
                + " From here on no mapping of it changes. Each page of the marked HWPT's tables is entered in the record, and a domain object of 37 bytes says where the top one is. What the tables map is the memory's own matter.",
            NamedRegionSteps.AreUsed(plan) ? Iommufd + "; that a region will do is ours" : Iommufd, (_, vmm) => vmm.Process.Iommufd is { } handles ? new OpenIommufd(handles.Context) : null);
        yield return Preserve(
            "preserve-device", DeviceToken, "Preserve the device",
            "The VFIO cdev: its attached domain must be handed over already. The root table and every context table are entered in the record, a unit object and a device object with the domain id are written, and the PCI core notes the function, so that nobody turns its bus mastering off.",
            Vfio, (_, vmm) => vmm.Process.Iommufd is { } handles ? new DeviceOf(handles) : null);
    }

    public static StepDefinition Freeze() => new(
        "freeze-sessions", Phase.Kexec, Actor.Kernel, 1, null,
        "Freeze and list the sessions",
        "reboot(KEXEC) calls liveupdate_reboot before any device is shut down: each file gets its freeze, then sessions, files and shared data are written into blocks, and the orchestrator's root points to them. An error here stops the reboot, and the machine goes on. (User space has disabled the device's interrupts before; the interim reset of the function at freeze is not in the flow as proposed.)",
        "Linux kernel/liveupdate/luo_core.c; vfio part [P]",
        operation => WithOrchestrator(operation, (kernel, luo) =>
        {
            if (!operation.Report(luo.Freeze())) return;
            var files = kernel.State.Orchestrator!.Sessions.SelectMany(session => session.Files);
            operation.Say($"{files.Count()} files, {kernel.State.Orchestrator.Shared.Length} kinds of shared data.");
        }));

    public static StepDefinition Finish() => new(
        "finish-session", Phase.Finish, Actor.Vmm, 2, null,
        "Finish the session",
        "LIVEUPDATE_SESSION_FINISH: each file is asked whether it can be finished, which the iommufd refuses while anything still translates through its restored domain. Then the newest first: the old tables, the records, the lists go back to the page allocator. Guest RAM is ordinary memory again.",
        Orchestrator + "; iommufd part [P]",
        operation => WithOrchestrator(operation, (kernel, luo) =>
        {
            ulong before = kernel.State.Pages.AllocatedFrames;
            if (operation.Report(luo.Finish(OpenSessionName(kernel)))) operation.Say($"{before - kernel.State.Pages.AllocatedFrames} pages given back.");
        }));

    /// <summary>The session that user space has open after the kexec; the one that it means to open where it has none.</summary>
    internal static string OpenSessionName(KernelContext kernel) =>
        kernel.State.Orchestrator?.Incoming?.Sessions?.FirstOrDefault(session => session is { Retrieved: true, Finished: false })?.Name ?? SessionName;

    /// <summary>A file that was retrieved before; null where it was not.</summary>
    internal static T? Retrieved<T>(KernelContext kernel, ulong token)
        where T : OpenFile =>
        kernel.State.Orchestrator?.Incoming?.Sessions?.SelectMany(session => session.Files).FirstOrDefault(file => file.Token == token)?.File as T;

    private static StepDefinition Preserve(string id, ulong token, string title, string explanation, string source, Func<KernelContext, Vmm, OpenFile?> find) => new(
        id, Phase.Prepare, Actor.Vmm, 1, null, title, explanation, source,
        operation => operation.WithVmm((kernel, vmm) => WithOrchestrator(operation, (_, luo) =>
        {
            var file = find(kernel, vmm);
            if (file is DeviceOf(var handles)) file = kernel.State.Iommufds[handles.Context - 1].Devices.FirstOrDefault(device => device.Id == handles.Device) is { } bound ? new OpenVfioDevice(bound.Function) : null;
            if (file is null) operation.Fail("The VMM has no such file: it could not be opened before.");
            else if (operation.Report(luo.Preserve(SessionName, file, operation.Argument("token").Number)))
                operation.Say($"{PreservedMapOf(kernel).Blocks.Aggregate(0UL, (sum, block) => sum + (1UL << block.Order))} pages in the record.");
        })))
    {
        Arguments = [StepArgument.Address("token", token, "the token that user space chooses")],
    };

    private static PreservedMap PreservedMapOf(KernelContext kernel)
    {
        var handover = kernel.State.Handover!;
        return handover.Version.HasRadix() ? PreservedRadix.Read(kernel.Memory, handover.Map) : new([.. handover.Tracked], [], null);
    }

    internal static void WithOrchestrator(Operation operation, Action<KernelContext, OrchestratorDriver> act) => operation.WithKernel(kernel =>
    {
        if (kernel.State.Orchestrator is not null) act(kernel, new OrchestratorDriver(kernel));
        else operation.Fail("The orchestrator is off: there is no /dev/liveupdate.");
    });

    /// <summary>The device behind a process's handles, looked up when the step acts.</summary>
    private sealed record DeviceOf(IommufdHandles Handles) : OpenFile;
}
