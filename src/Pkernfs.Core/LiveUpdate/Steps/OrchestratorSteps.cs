using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Sessions of the Live Update Orchestrator: what user space hands over before, and what it retrieves and finishes after.</summary>
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
    public static IEnumerable<StepDefinition> Preserve()
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
        yield return Preserve(
            "preserve-guest-ram", RamToken, "Preserve guest RAM",
            "LIVEUPDATE_SESSION_PRESERVE_FD for the memfd: each of its folios is entered in the record of preserved memory where it is, and an array of 16 bytes for each folio is written. This goes with the size of the guest, so it is done while the guest runs.",
            Memfd, (kernel, vmm) => vmm.Process.Memory.Mappings.FirstOrDefault(mapping => mapping.Range == vmm.Process.GuestRam)?.File is MemoryFileBacking ram ? new OpenMemoryFile(ram.Id) : null);
        yield return Preserve(
            "preserve-iommufd", IommufdToken, "Preserve the iommufd",
            "Every area of the address space must be made of sealed memfds of the same session. From here on no mapping of it changes. Each page of the marked HWPT's tables is entered in the record, and a domain object of 37 bytes says where the top one is. What the tables map is the memfd's matter.",
            Iommufd, (_, vmm) => vmm.Process.Iommufd is { } handles ? new OpenIommufd(handles.Context) : null);
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

    /// <summary>After the kexec, until the device is the VMM's again.</summary>
    public static StepDefinition OpenSession() => new(
        "open-session", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "Retrieve the session",
        "The first open of /dev/liveupdate lists sessions and files from their blocks. RETRIEVE_SESSION by name gives the session; what is in it is found by token.",
        Orchestrator,
        operation => WithOrchestrator(operation, (kernel, luo) =>
        {
            if (operation.Report(luo.Open())) operation.Report(luo.RetrieveSession(operation.Argument("session").Value));
        }))
    {
        Arguments = [StepArgument.File("session", SessionName, "the session that is asked for")],
    };

    public static StepDefinition RetrieveRam() => new(
        "retrieve-guest-ram", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "Retrieve guest RAM",
        "RETRIEVE_FD makes a new memfd. Each folio of the array must have its stamp in this kernel's page structs, which also says how large it is; it is taken over where it is, and put into the new file at its index.",
        Memfd,
        operation => operation.WithKernel(kernel =>
        {
            if (Retrieve(operation, kernel, operation.Argument("token").Number, out OpenMemoryFile? file))
                operation.Say($"{new MemoryFileDriver(kernel).Find(file!.Id)!.Size} in {new MemoryFileDriver(kernel).Find(file.Id)!.Folios.Length} folios.");
        }))
    {
        Arguments = [StepArgument.Address("token", RamToken, "the token of guest RAM")],
    };

    public static IEnumerable<StepDefinition> RetrieveDevice()
    {
        yield return new(
            "retrieve-iommufd", Phase.UserspaceRestore, Actor.Vmm, 2, 23,
            "Retrieve the iommufd",
            "A new iommufd with one HWPT in it: the domain that was restored at probe. It has no address space, so there is nothing that could be mapped or unmapped. The first phase on the list refuses this call (EOPNOTSUPP); what is shown is the flow that its authors mean to reach.",
            Iommufd,
            operation => operation.WithVmm((kernel, _) =>
            {
                if (Retrieve(operation, kernel, operation.Argument("token").Number, out OpenIommufd? file)) operation.Say($"iommufd {file!.Context}.");
            }))
        {
            Arguments = [StepArgument.Address("token", IommufdToken, "the token of the iommufd")],
        };
        yield return new(
            "open-device-b", Phase.UserspaceRestore, Actor.Vmm, 2, 25,
            "Retrieve the device and bind it",
            "RETRIEVE_FD gives the cdev, and the VMM binds it to the iommufd. vfio-pci takes the function as it runs: bus mastering stays on, there is no reset.",
            Vfio,
            operation => operation.WithVmm((kernel, vmm) =>
            {
                if (!Retrieve(operation, kernel, operation.Argument("token").Number, out OpenVfioDevice? device)) return;
                if (Retrieved<OpenIommufd>(kernel, IommufdToken) is not { } iommufd) operation.Fail("The iommufd was not retrieved, so there is nothing to bind the device to.");
                else if (operation.Report(new IommufdDriver(kernel).Bind(iommufd.Context, device!.Function, out int id))) vmm.SetIommufd(new(iommufd.Context, id));
            }))
        {
            Arguments = [StepArgument.Address("token", DeviceToken, "the token of the device")],
        };
    }

    public static StepDefinition Finish() => new(
        "finish-session", Phase.Finish, Actor.Vmm, 2, null,
        "Finish the session",
        "LIVEUPDATE_SESSION_FINISH: each file is asked whether it can be finished, which the iommufd refuses while anything still translates through its restored domain. Then the newest first: the old tables, the records, the lists go back to the page allocator. Guest RAM is ordinary memory again.",
        Orchestrator + "; iommufd part [P]",
        operation => WithOrchestrator(operation, (kernel, luo) =>
        {
            ulong before = kernel.State.Pages.AllocatedFrames;
            if (operation.Report(luo.Finish(SessionName))) operation.Say($"{before - kernel.State.Pages.AllocatedFrames} pages given back.");
        }));

    /// <summary>Asks for a file of the session; false after a report where it is not there or of another kind.</summary>
    internal static bool Retrieve<T>(Operation operation, KernelContext kernel, ulong token, out T? file)
        where T : OpenFile
    {
        file = null;
        if (kernel.State.Orchestrator is null)
        {
            operation.Fail("The orchestrator is off: nothing can be retrieved.");
            return false;
        }
        if (!operation.Report(new OrchestratorDriver(kernel).Retrieve(SessionName, token, out var found))) return false;
        file = found as T;
        if (file is null) operation.Report(SystemCall.Failed(Errno.EINVAL, $"The file with token {token} is of another kind than the one wanted."));
        return file is not null;
    }

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

    private static void WithOrchestrator(Operation operation, Action<KernelContext, OrchestratorDriver> act) => operation.WithKernel(kernel =>
    {
        if (kernel.State.Orchestrator is not null) act(kernel, new OrchestratorDriver(kernel));
        else operation.Fail("The orchestrator is off: there is no /dev/liveupdate.");
    });

    /// <summary>The device behind a process's handles, looked up when the step acts.</summary>
    private sealed record DeviceOf(IommufdHandles Handles) : OpenFile;
}
