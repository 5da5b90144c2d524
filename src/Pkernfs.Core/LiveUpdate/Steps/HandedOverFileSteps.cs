using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>
/// How user space gets back the files of a session: through /dev/liveupdate by name and token, through a listing of the kernel, or by a path, as a file that is handed to the kernel again. It is
/// one and the same code of the kernel behind each door.
/// </summary>
internal static class HandedOverFileSteps
{
    private const string Orchestrator = "Linux kernel/liveupdate/luo_session.c";
    private const string Listing = "replies; procfs is Gowans's idea, its place in the orchestrator is ours";
    private const string View = "RFC 13/18 for the handing over again; the filesystem view is ours";
    private const string Memfd = "Linux mm/memfd_luo.c";
    private const string Iommufd = "iommufd and iommu live update, proposed 2025 and 2026 [P]";
    private const string Vfio = "vfio-pci and PCI live update, proposed 2026 [P]";

    /// <summary>After user space started: the door.</summary>
    public static ImmutableArray<StepDefinition> Find(LiveUpdatePlan plan) => plan.Variants.Discovery switch
    {
        Discovery.ProcfsListing => [List(), OpenListed(plan)],
        Discovery.ReinjectedFile => [Mount()],
        _ => [OpenSession()],
    };

    /// <summary>The argument that names a file of the session, as the door has it.</summary>
    public static StepArgument Name(LiveUpdatePlan plan, ulong token, string what) => plan.Variants.Discovery == Discovery.ReinjectedFile
        ? StepArgument.File("file", OrchestratorDriver.PathOf(OrchestratorSteps.SessionName, token), $"the path of {what}")
        : StepArgument.Address("token", token, $"the token of {what}");

    /// <summary>What is called to get a file.</summary>
    public static string Call(LiveUpdatePlan plan) => plan.Variants.Discovery switch
    {
        Discovery.ProcfsListing => $"Opening its entry of {IncomingListing.Folder}, the same code as RETRIEVE_FD,",
        Discovery.ReinjectedFile => $"Opening its path below {OrchestratorDriver.MountPoint}, the same code as RETRIEVE_FD,",
        _ => "RETRIEVE_FD",
    };

    public static StepDefinition RetrieveRam(LiveUpdatePlan plan) => new(
        "retrieve-guest-ram", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "Retrieve guest RAM",
        $"{Call(plan)} makes a new memfd. Each folio of the array must have its stamp in this kernel's page structs, which also says how large it is; it is taken over where it is, and put into the new file at its index.",
        Memfd,
        operation => operation.WithKernel(kernel =>
        {
            if (Retrieve(operation, kernel, out OpenMemoryFile? file))
                operation.Say($"{new MemoryFileDriver(kernel).Find(file!.Id)!.Size} in {new MemoryFileDriver(kernel).Find(file.Id)!.Folios.Length} folios.");
        }))
    {
        Arguments = [Name(plan, OrchestratorSteps.RamToken, "guest RAM")],
    };

    /// <summary>The iommufd with the restored domain in it: mappings can be made in it before its device is there.</summary>
    public static ImmutableArray<StepDefinition> RetrieveIommufd(LiveUpdatePlan plan) => plan.Variants.Discovery == Discovery.ReinjectedFile ? [IommufdSteps.Open(), Reinject(plan)] :
    [
        new(
            "retrieve-iommufd", Phase.UserspaceRestore, Actor.Vmm, 2, 23,
            "Retrieve the iommufd",
            $"{Call(plan)} gives a new iommufd with one HWPT in it: the domain that was restored at probe. It has no address space, so there is nothing that could be mapped or unmapped. The first phase on the list refuses this call (EOPNOTSUPP); what is shown is the flow that its authors mean to reach.",
            Iommufd,
            operation => operation.WithVmm((kernel, vmm) =>
            {
                if (!Retrieve(operation, kernel, out OpenIommufd? file)) return;
                if (vmm.Process.Iommufd?.Context != file!.Context) vmm.SetIommufd(new(file.Context, 0));
                operation.Say($"iommufd {file.Context}.");
            }))
        {
            Arguments = [Name(plan, OrchestratorSteps.IommufdToken, "the iommufd")],
        },
    ];

    public static StepDefinition RetrieveDevice(LiveUpdatePlan plan) => new(
        "open-device-b", Phase.UserspaceRestore, Actor.Vmm, 2, 25,
        "Retrieve the device and bind it",
        $"{Call(plan)} gives the cdev, and the VMM binds it to the iommufd that has its restored domain. vfio-pci takes the function as it runs: bus mastering stays on, there is no reset.",
        Vfio,
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (!Retrieve(operation, kernel, out OpenVfioDevice? device)) return;
            if (OrchestratorSteps.Retrieved<OpenIommufd>(kernel, OrchestratorSteps.IommufdToken) is not { } iommufd) operation.Fail("The iommufd was not retrieved, so there is nothing to bind the device to.");
            else if (operation.Report(new IommufdDriver(kernel).Bind(iommufd.Context, device!.Function, out int id)))
                vmm.SetIommufd(vmm.Process.Iommufd is { } handles && handles.Context == iommufd.Context ? handles with { Device = id } : new(iommufd.Context, id));
        }))
    {
        Arguments = [Name(plan, OrchestratorSteps.DeviceToken, "the device")],
    };

    /// <summary>Asks for the file that the step's argument names; false after a report where it is not there or of another kind.</summary>
    public static bool Retrieve<T>(Operation operation, KernelContext kernel, out T? file)
        where T : OpenFile
    {
        file = null;
        if (kernel.State.Orchestrator is null)
        {
            operation.Fail("The orchestrator is off: nothing can be retrieved.");
            return false;
        }
        var luo = new OrchestratorDriver(kernel);
        var name = operation.Arguments[0];
        if (!operation.Report(name.Kind == ArgumentKind.File ? luo.OpenPath(name.Value, out var found) : luo.Retrieve(OrchestratorSteps.OpenSessionName(kernel), name.Number, out found))) return false;
        file = found as T;
        if (file is null) operation.Report(SystemCall.Failed(Errno.EINVAL, $"The file {(name.Kind == ArgumentKind.File ? name.Value : $"with token {name.Number}")} is of another kind than the one wanted."));
        return file is not null;
    }

    private static StepDefinition OpenSession() => new(
        "open-session", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "Retrieve the session",
        "The first open of /dev/liveupdate lists sessions and files from their blocks. RETRIEVE_SESSION by name gives the session; what is in it is found by token.",
        Orchestrator,
        operation => OrchestratorSteps.WithOrchestrator(operation, (kernel, luo) =>
        {
            if (operation.Report(luo.Open())) operation.Report(luo.RetrieveSession(operation.Argument("session").Value));
        }))
    {
        Arguments = [StepArgument.File("session", OrchestratorSteps.SessionName, "the session that is asked for")],
    };

    private static StepDefinition List() => new(
        "list-persisted-b", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "List what was handed over",
        $"The VMM reads {IncomingListing.Folder}: a directory for each session, in it an entry for each file with what it is. The kernel makes it of the blocks that list sessions and files and of each file's own record; nothing more had to be handed over for it. Entries have mode {IncomingListing.Mode}, since no record has an owner. Listing takes nothing: a session that nobody opens stays as it is.",
        Listing,
        operation => OrchestratorSteps.WithOrchestrator(operation, (kernel, _) =>
        {
            if (!operation.Report(IncomingListing.Read(kernel, out var entries))) return;
            foreach (var entry in entries) operation.Say($"{entry}.");
            if (entries.IsEmpty) operation.Fail("Nothing is listed: no session was handed over.");
            foreach (var lost in entries.Where(entry => entry.Content is null)) operation.Fail($"What file {lost.Token} of session {lost.Session} is cannot be told: its record is lost.");
        }));

    private static StepDefinition OpenListed(LiveUpdatePlan plan) => new(
        "open-persisted-b", Phase.UserspaceRestore, Actor.Vmm, 2, 22,
        "Open the device's session",
        "The VMM opens the directory that has an entry for its device, and has the session with it, as RETRIEVE_SESSION gives it. It had to know the device, and no session's name; which token is which it can read, too. A second process would be refused.",
        Listing,
        operation => OrchestratorSteps.WithOrchestrator(operation, (kernel, luo) =>
        {
            if (!operation.Report(IncomingListing.Read(kernel, out var entries))) return;
            string device = operation.Argument("device").Value;
            if (entries.FirstOrDefault(entry => entry.Function?.ToString() == device) is not { } found)
                operation.Report(SystemCall.Failed(Errno.ENOENT, $"No entry of {IncomingListing.Folder} is {device}'s."));
            else if (operation.Report(luo.RetrieveSession(found.Session)))
                operation.Say($"{IncomingListing.Folder}/{found.Session}.");
        }))
    {
        Arguments = [StepArgument.File("device", plan.Devices.FirstOrDefault(device => device.Persistent)?.Address.ToString() ?? "none", "the device whose session is opened")],
    };

    private static StepDefinition Mount() => new(
        "mount-handed-over-b", Phase.UserspaceRestore, Actor.Admin, 2, 22,
        "Mount what was handed over",
        $"What was handed over is mounted at {OrchestratorDriver.MountPoint}: a directory for each session, in it a file by each token. Session names and tokens are handed over anyway, so the view needs nothing of its own to survive. User space knows the paths, since it chose both.",
        View,
        operation => OrchestratorSteps.WithOrchestrator(operation, (kernel, luo) =>
        {
            if (!operation.Report(luo.Mount())) return;
            var files = kernel.State.Orchestrator!.Incoming?.Sessions?.SelectMany(session => session.Files.Select(file => OrchestratorDriver.PathOf(session.Name, file.Token))).ToArray() ?? [];
            operation.Say(files.Length == 0 ? "No file is in it." : $"Files: {string.Join(", ", files)}.");
        }));

    private static StepDefinition Reinject(LiveUpdatePlan plan) => new(
        "set-persistent-tables-b", Phase.UserspaceRestore, Actor.Vmm, 2, 23,
        "Hand the domain's tables over again",
        "The VMM opens the path of what its iommufd was and hands the file to its new iommufd: the domain that was restored at probe becomes an HWPT there. It is the RFC's step, a file of tables handed to the kernel by ioctl, with two differences: the kernel wrote the file and finds the tables by its own record, and HWPT and device's domain are one from the start. The ioctl is ours; RETRIEVE_INTO_FD, as proposed, is nearest.",
        View,
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (vmm.Process.Iommufd is not { } handles) operation.Fail("The VMM has no iommufd that could take the file: it could not be opened before.");
            else if (kernel.State.Orchestrator is null) operation.Fail("The orchestrator is off: nothing can be retrieved.");
            else if (operation.Report(new OrchestratorDriver(kernel).InjectPath(operation.Argument("file").Value, new OpenIommufd(handles.Context))))
                operation.Say($"iommufd {handles.Context}, {string.Join(", ", kernel.State.Iommufds[handles.Context - 1].Hwpts.Select(hwpt => $"HWPT {hwpt.Id} with domain id {hwpt.DomainId}"))}.");
        }))
    {
        Arguments = [Name(plan, OrchestratorSteps.IommufdToken, "what the iommufd was")],
    };
}
