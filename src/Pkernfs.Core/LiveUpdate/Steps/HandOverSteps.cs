using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Save and restore of the IOMMU: a fixed copy in the persistent region before the jump, a temporary domain after it, and back into ordinary memory.</summary>
internal static class HandOverSteps
{
    private const string Replies = "RFC 00/18, replies";

    /// <summary>Before the pause, while the guest runs: copy, then let hardware use the copy.</summary>
    public static IEnumerable<StepDefinition> Save()
    {
        yield return new(
            "create-fixed-domain", Phase.Prepare, Actor.Kernel, 1, null,
            "Create the fixed domain",
            "Two files are made in pkernfs, of one 2 MiB block each: iommu/root-pgtables for root and context tables, iommu/dom-0 for the domain's. They are as large as the update needs, and live as long as the update does.",
            Replies,
            operation => WithVolume(operation, (kernel, volume) =>
            {
                if (!volume.TryEnsureRootTables(out var _, out string? problem) || !volume.TryCreateDomainTables(operation.GuestPlan.DomainFile, out var _, out problem)) operation.Fail(problem);
            }));
        yield return new(
            "copy-domain", Phase.Prepare, Actor.Kernel, 1, null,
            "Copy the live domain",
            "Leaf by leaf, with the same page sizes, the live domain's tables are written anew into dom-0: a special iommu_domain that is fixed, since the address map is frozen. Hardware does not look at it yet.",
            Replies,
            operation => WithVolume(operation, (kernel, volume) =>
            {
                if (operation.Assigned is not { } function) return;
                if (kernel.State.Iommu.DomainOf(function) is not { Kind: DomainKind.Vfio } live)
                {
                    operation.Fail($"{function} is in no domain of user space's: there is nothing to copy.");
                    return;
                }
                string path = operation.GuestPlan.DomainPath;
                if (volume.Lookup(path) is not { } file) operation.Fail($"{path} is not in the filesystem.");
                else if (!volume.TryGetTables(file.Number, InodeFlags.IommuDomainTables, out var block, out string? problem)
                    || !new IommuDriver(kernel).TryMakeFixedDomain(live, block, out var copy, out problem)) operation.Fail(problem);
                else operation.Say($"Domain id {copy.DomainId}, top table {copy.Root.Table}, {PageTable<SecondStage, Iova>.Tables(kernel.Memory, copy.Root, new IommuDriver(kernel).Limits).Count()} tables.");
            }));
        yield return new(
            "replace-domain", Phase.Prepare, Actor.Kernel, 1, null,
            "Replace the live domain by the fixed one",
            "Both domains translate identically, which is checked over the whole of the IOVA space. So the context entry can be exchanged while the device works: 16 bytes at once, never not present, then the caches are flushed by the old domain id. No access faults, none is lost.",
            Replies,
            operation => operation.WithKernel(kernel =>
            {
                if (operation.Assigned is not { } function) return;
                var iommu = new IommuDriver(kernel);
                if (kernel.State.Iommu.Domains.FirstOrDefault(domain => domain.Kind == DomainKind.Fixed) is not { } copy)
                {
                    operation.Fail("There is no fixed domain to replace the live one with.");
                    return;
                }
                foreach (var member in iommu.Group(kernel.Hardware.Functions[function].Description.IommuGroup))
                {
                    if (!iommu.TryReplace(member.Address, copy, out string? problem)) operation.Report(SystemCall.Failed(Errno.EINVAL, problem));
                }
                if (iommu.ReadContext(function) is { } entry) operation.Say($"Entry: domain id {entry.DomainId}, top table {entry.SecondStageTable}.");
            }));
        yield return new(
            "save-root-table", Phase.Prepare, Actor.Kernel, 1, null,
            "Copy root and context tables",
            "The root table and the context tables are copied into root-pgtables: root page 1, a page for each bus. They hold every entry of the host's too, for the host's devices still work; those are cleared before the jump. Until the unit takes the copy, whatever changes an entry changes it in both.",
            Replies,
            operation => operation.WithKernel(kernel =>
            {
                if (!new IommuDriver(kernel).TrySaveRootTables(out string? problem)) operation.Fail(problem);
                else operation.Say($"Saved root table at {kernel.State.Iommu.RootTable}.");
            }));
        yield return PointTo(
            "use-saved-root", Phase.Prepare, 1,
            "Point the unit to the saved root table",
            "RTADDR gets the saved root table's address, SRTP makes the unit take it, and both caches are flushed for all. From here on everything that translation needs is in memory that the next kernel leaves alone.");
    }

    private static StepDefinition RestoreDomain() => new(
        "restore-temporary-domain", Phase.Boot2, Actor.Kernel, 2, null,
        "Restore a temporary domain",
        "For each context entry that is present in the saved tables the driver makes an iommu_domain around the tables as they are, with the entry's own domain id, which is taken from now on. The driver owns it: mapping changes are refused, other drivers are refused, and only an identical domain can take its place. This is a defined state, entered on purpose.",
        Replies,
        operation => operation.WithKernel(kernel =>
        {
            var restored = new IommuDriver(kernel).RestoreDomains(out var problems);
            foreach (string problem in problems) operation.Fail(problem);
            foreach (var domain in restored) operation.Say($"{string.Join(", ", domain.Functions)}: domain id {domain.DomainId}, top table {domain.Root.Table}.");
            if (operation.Assigned is { } function && problems.IsEmpty && kernel.State.Iommu.DomainOf(function) is null)
                operation.Fail($"The saved tables hold no entry for {function}, so there is no domain to restore for it.");
        }));

    /// <summary>In the next kernel, before any device is probed: the domain is restored, or what it will need is put aside until user space hands its file over.</summary>
    public static StepDefinition TakeOver(LiveUpdatePlan plan) => plan.Variants.Discovery == Discovery.ReinjectedFile ? ReserveDomainIds() : RestoreDomain();

    /// <summary>By the new VMM, where the driver does not restore by itself.</summary>
    public static ImmutableArray<StepDefinition> Reinject(LiveUpdatePlan plan) => plan.Variants.Discovery != Discovery.ReinjectedFile ? [] :
    [
        new(
            "reinject-domain-b", Phase.UserspaceRestore, Actor.Vmm, 2, null,
            $"Hand over iommu/{plan.Guest.DomainFile}",
            "The VMM opens the file of saved tables by its name and hands its descriptor to the driver through the iommufd: the driver makes the temporary domain of it, as it would have at start-up by itself. User space says which file and nothing else: which device it holds, and under which domain id, stands in the context entries that hardware uses, and tables and bitmap are checked as ever. A descriptor of anything else is refused, and nothing is changed.",
            "RFC 00/18, replies; the call is ours",
            operation => operation.WithVmm((kernel, vmm) =>
            {
                if (vmm.Process.Iommufd is null) operation.Fail("The VMM has no iommufd to hand a file to: it could not be opened before.");
                else if (DiscoverySteps.FileOf(operation, kernel, vmm) is { } file && operation.Report(new IommufdDriver(kernel).RestoreDomain(file, out var domain)))
                    operation.Say($"{string.Join(", ", domain!.Functions)}: domain id {domain.DomainId}, top table {domain.Root.Table}.");
            }))
        {
            Arguments = [StepArgument.File("file", plan.Guest.DomainPath, "the file whose descriptor is handed over")],
        },
    ];

    private static StepDefinition ReserveDomainIds() => new(
        "reserve-domain-ids", Phase.Boot2, Actor.Kernel, 2, null,
        "Reserve the domain ids in use",
        "The driver makes no domain by itself: it waits for user space to hand the saved tables over. All that it does is to take the domain id of each present context entry out of its allocator, as it does after a crash when it copies the old kernel's tables, since the unit's caches know these tables by it. Until then hardware translates and no software object says what: nothing would stop another driver from taking the device.",
        "RFC 00/18, replies; kdump's copied tables",
        operation => operation.WithKernel(kernel =>
        {
            var used = new IommuDriver(kernel).ReserveDomainIds();
            foreach (var (function, id) in used) operation.Say($"{function}: domain id {id}.");
            if (operation.Assigned is { } assigned && used.All(entry => entry.Function != assigned)) operation.Fail($"The saved tables hold no entry for {assigned}, so there will be no domain to restore for it.");
        }));

    /// <summary>After the switch, while the guest runs: nothing of the IOMMU stays in the region.</summary>
    public static IEnumerable<StepDefinition> Release()
    {
        yield return new(
            "move-root-table", Phase.Finish, Actor.Kernel, 2, null,
            "Move root and context tables to ordinary memory",
            "A root table and context tables of this kernel's own pages are filled from those in use. The unit still reads the old ones, so until it takes the new ones whatever changes an entry changes it in both.",
            Replies,
            operation => operation.WithKernel(kernel =>
            {
                if (!new IommuDriver(kernel).TryMoveRootTables(out string? problem)) operation.Fail(problem);
                else operation.Say($"Root table at {kernel.State.Iommu.RootTable}.");
            }));
        yield return PointTo(
            "use-own-root", Phase.Finish, 2,
            "Point the unit to this kernel's root table",
            "RTADDR, SRTP, and both caches flushed for all. The entries are the same to the bit, so no access can tell.");
        yield return new(
            "free-iommu-files", Phase.Finish, Actor.Kernel, 2, null,
            "Free the IOMMU's files",
            "dom-0, root-pgtables and the directory that held them are taken out of pkernfs, and their blocks' bits are cleared, which the posted unlink leaves set. A file is only freed when neither the unit nor any domain uses its block, and no session holds it.",
            "RFC 00/18, replies; the free is ours",
            operation => WithVolume(operation, (kernel, volume) =>
            {
                foreach (string name in (string[])[operation.GuestPlan.DomainFile, PkernfsLayout.RootTablesName])
                {
                    if (volume.Lookup($"/{PkernfsLayout.IommuDirectoryName}/{name}") is { } file
                        && (new IommuDriver(kernel).WhoUses(volume.Reader.BlockBytes(file.MappingsBlock)) ?? new SessionDriver(kernel).WhoHolds(file.Number)) is { } user)
                        operation.Report(SystemCall.Failed(Errno.EBUSY, $"{name} cannot be freed: {user}."));
                    else if (!volume.TryReleaseTables(name, out string? problem)) operation.Fail(problem);
                }
                if (operation.Problems.IsEmpty && !volume.TryReleaseIommuDirectory(out string? left)) operation.Fail(left);
            }));
    }

    private static StepDefinition PointTo(string id, Phase phase, int boot, string title, string explanation) => new(
        id, phase, Actor.Kernel, boot, null, title, explanation, Replies,
        operation => operation.WithKernel(kernel =>
        {
            var iommu = new IommuDriver(kernel);
            iommu.WriteRootTableAddress();
            iommu.SetRootTablePointer();
            operation.Say($"In effect: {operation.Hardware.Unit.RootTable}.");
        }));

    private static void WithVolume(Operation operation, Action<KernelContext, PkernfsVolume> act) => operation.WithKernel(kernel =>
    {
        if (new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem)) act(kernel, volume);
        else operation.Fail(problem);
    });
}
