using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>How user space finds what survived, where it does not simply know a file's name.</summary>
internal static class DiscoverySteps
{
    /// <summary>The tokens in a guest's session: of the tables or the container, and of guest RAM.</summary>
    private const string Token = "0x1", RamToken = "0x2";

    /// <summary>True where a plan's user space hands over what it found, and not a file by its name.</summary>
    public static bool Finds(LiveUpdatePlan plan) => plan.Variants.Discovery is Discovery.ProcfsListing or Discovery.LuoSession;

    /// <summary>Before the pause: what is needed so that it can be found.</summary>
    /// <param name="path">A guest's file that is to be found.</param>
    public static ImmutableArray<StepDefinition> Prepare(LiveUpdatePlan plan, Func<GuestPlan, string> path) => plan.Variants.Discovery != Discovery.LuoSession ? [] :
    [
        new(
            "preserve-session", Phase.Prepare, Actor.Vmm, 1, null,
            $"Preserve {SessionsOf(plan)}",
            $"The VMM opens {SessionsOf(plan)} of the Live Update Orchestrator and puts the file into it under token {Token}. Where no Kexec HandOver carries sessions on, a kernel's table of them does: one more pkernfs file, without mmap.",
            "LUO; the table is ours",
            operation => operation.WithEachDriver((kernel, _) => Preserve(operation, kernel)))
        {
            Arguments = [.. plan.Guests.Where(plan.HasDevices).SelectMany(guest => (StepArgument[])[.. SessionArguments(guest, Token), StepArgument.File("file", path(guest), "the file that is put into the session").Of(guest)])],
        },
        new(
            "preserve-guest-ram", Phase.Prepare, Actor.Vmm, 1, null,
            "Preserve guest RAM",
            $"Guest RAM's file goes into {SessionsOf(plan)} under token {RamToken}, so that the next VMM need know no name of a file. The file would be there without it: the session only names it.",
            "LUO; the table is ours",
            operation => operation.WithEachVmm((kernel, _) => Preserve(operation, kernel)))
        {
            Arguments = [.. plan.Guests.SelectMany(guest => (StepArgument[])[.. SessionArguments(guest, RamToken), StepArgument.File("file", "/" + guest.RamFile, "the file that is put into the session").Of(guest)])],
        },
    ];

    /// <summary>In the next kernel, by the new VMM: finds the file and gets a descriptor of it.</summary>
    public static ImmutableArray<StepDefinition> Find(LiveUpdatePlan plan) => plan.Variants.Discovery switch
    {
        Discovery.ProcfsListing => [List(), Open(plan)],
        Discovery.LuoSession => [Retrieve(plan)],
        _ => [],
    };

    /// <summary>In the next kernel, where the driver has restored the domain by itself: the listing alone shows it, and a session's file says which device it holds.</summary>
    public static ImmutableArray<StepDefinition> Look(LiveUpdatePlan plan) => plan.Variants.Discovery switch
    {
        Discovery.ProcfsListing => [List()],
        Discovery.LuoSession => [Retrieve(plan)],
        _ => [],
    };

    /// <summary>Once all is restored.</summary>
    public static ImmutableArray<StepDefinition> Finish(LiveUpdatePlan plan) => plan.Variants.Discovery != Discovery.LuoSession ? [] :
    [
        new(
            "finish-session", Phase.Finish, Actor.Vmm, 2, null,
            $"Finish {SessionsOf(plan)}",
            "The VMM tells the orchestrator that it has all it needs. The session's entries leave the table, and with the last session the table's own file goes; the files that it held go on as the files they are. A session with a file that nobody took out would be refused with EBUSY.",
            "LUO; the table is ours",
            operation => operation.WithEachVmm((kernel, _) => operation.Report(new SessionDriver(kernel).Finish(operation.Argument("session").Value))))
        {
            Arguments = [.. plan.Guests.Select(guest => SessionArguments(guest, Token)[0])],
        },
    ];

    /// <summary>The file that a step is to use: the one that was found, or the one of that name; none, with a refusal reported, where there is none.</summary>
    public static InodeNumber? FileOf(Operation operation, KernelContext kernel, Vmm vmm)
    {
        if (operation.Arguments.IsEmpty) return FoundBy(operation, vmm);
        string path = operation.Argument("file").Value;
        var inode = Medium(kernel).Lookup(path);
        if (inode is null) operation.Report(SystemCall.Failed(Errno.ENOENT, $"{path} is not in the filesystem."));
        return inode?.Number;
    }

    /// <summary>The file that was found; none, with a refusal reported, where none was.</summary>
    public static InodeNumber? FoundBy(Operation operation, Vmm vmm)
    {
        if (vmm.Process.Found is null) operation.Report(SystemCall.Failed(Errno.EBADF, "The VMM has no descriptor of a persisted file: it found none."));
        return vmm.Process.Found;
    }

    /// <summary>What the new VMM is given to find guest RAM by: a session and a token, or the file's name.</summary>
    public static ImmutableArray<StepArgument> GuestRamArguments(LiveUpdatePlan plan) =>
        plan.Variants.Discovery == Discovery.LuoSession ? [.. plan.Guests.SelectMany(guest => SessionArguments(guest, RamToken))] : GuestSteps.RamFiles(plan);

    /// <summary>Takes a file out of the session that the step names; false, with the refusal reported, where that cannot be.</summary>
    public static bool TryRetrieve(Operation operation, KernelContext kernel, out InodeNumber file) =>
        operation.Report(new SessionDriver(kernel).Retrieve(operation.Argument("session").Value, operation.Argument("token").Number, out file));

    private static void Preserve(Operation operation, KernelContext kernel)
    {
        string file = operation.Argument("file").Value;
        if (Medium(kernel).Lookup(file) is not { } inode) operation.Report(SystemCall.Failed(Errno.ENOENT, $"{file} is not in the filesystem."));
        else operation.Report(new SessionDriver(kernel).Preserve(operation.Argument("session").Value, operation.Argument("token").Number, inode.Number));
    }

    private static ImmutableArray<StepArgument> SessionArguments(GuestPlan guest, string token) =>
    [
        StepArgument.File("session", SessionOf(guest), "the session's name").Of(guest),
        new StepArgument("token", ArgumentKind.Address, token, "what the file is called by in the session").Of(guest),
    ];

    private static string SessionOf(GuestPlan guest) => guest.Name.Length == 0 ? "vm-0" : "vm" + guest.Suffix;

    private static string SessionsOf(LiveUpdatePlan plan) => plan.Guests.Length == 1 ? $"session {SessionOf(plan.Guest)}" : "each guest's session";

    private static StepDefinition List() => new(
        "list-persisted-b", Phase.UserspaceRestore, Actor.Vmm, 2, null,
        "List what persisted",
        $"The VMM reads {PersistedListing.Folder}: an entry for each domain that the medium holds, with the devices whose context entries point to it. The kernel works it out when asked; nothing more than file system and tables had to survive for it. Entries have mode {PersistedListing.Mode}, since pkernfs keeps no owner. One that nobody opens stays listed, and its device goes on.",
        "replies; procfs is Gowans's idea",
        operation => operation.WithVmm((kernel, _) =>
        {
            var entries = Entries(kernel);
            foreach (var entry in entries) operation.Say($"{entry}.");
            if (entries.IsEmpty) operation.Fail("Nothing is listed: the medium holds no domain.");
        }));

    private static StepDefinition Open(LiveUpdatePlan plan) => new(
        "open-persisted-b", Phase.UserspaceRestore, Actor.Vmm, 2, null,
        "Open the device's entry",
        "The VMM opens the entry that names its device and gets a descriptor, as it would by the file's name. It had to know the device, and no name. A second process would get EBUSY.",
        "replies; procfs is Gowans's idea",
        operation => operation.WithEachDriver((kernel, vmm) =>
        {
            string device = operation.Argument("device").Value;
            if (Entries(kernel).FirstOrDefault(entry => entry.Functions.Any(function => function.Address.ToString() == device)) is not { } found)
                operation.Report(SystemCall.Failed(Errno.ENOENT, $"No entry of {PersistedListing.Folder} names {device}."));
            else if (found.Claim is { } claim)
                operation.Report(SystemCall.Failed(Errno.EBUSY, $"{PersistedListing.Folder}/{found.Inode} is taken: {claim}."));
            else
            {
                kernel.State = kernel.State with { OpenEntries = kernel.State.OpenEntries.Add(found.Inode.Value) };
                vmm.SetFound(found.Inode);
                operation.Say($"Entry {found.Inode}: {found.Path}.");
            }
        }))
    {
        Arguments = [.. plan.Guests.Where(plan.HasDevices).Select(guest => StepArgument.File("device", plan.DevicesOf(guest).FirstOrDefault()?.Address.ToString() ?? "none", "the device whose entry is opened").Of(guest))],
    };

    private static StepDefinition Retrieve(LiveUpdatePlan plan) => new(
        "retrieve-session-b", Phase.UserspaceRestore, Actor.Vmm, 2, null,
        $"Retrieve from {SessionsOf(plan)}",
        $"The VMM asks for {SessionsOf(plan)} by name and takes the file out by its token. The table is checked: magic, version, checksum, and that the inode still is what was put in. A token is good once.",
        "LUO; the table is ours",
        operation => operation.WithEachDriver((kernel, vmm) =>
        {
            if (!TryRetrieve(operation, kernel, out var file)) return;
            vmm.SetFound(file);
            operation.Say($"Inode {file}.");
        }))
    {
        Arguments = [.. plan.Guests.Where(plan.HasDevices).SelectMany(guest => SessionArguments(guest, Token))],
    };

    private static PkernfsReader Medium(KernelContext kernel) => new(kernel.Memory, kernel.State.CommandLine.Pkernfs ?? default);

    private static ImmutableArray<PersistedEntry> Entries(KernelContext kernel) =>
        PersistedListing.Read(kernel.Memory, kernel.Hardware.Board, kernel.State.CommandLine.Pkernfs ?? default, kernel.State.Iommu.RootTable, kernel.State);
}
