using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection.Restore;

/// <summary>
/// The four structures of a device as one moment has them: the VMM's mapping and the domain's translation from the page tables in memory, the rest from the
/// running kernel's records. Each is empty where there is none.
/// </summary>
internal sealed record DeviceStructures(
    ImmutableArray<ReadFact> Mapping,
    ImmutableArray<ReadFact> AddressSpace,
    ImmutableArray<ReadFact> HardwareTable,
    ImmutableArray<ReadFact> Domain)
{
    public static DeviceStructures Read(MomentInspection moment, DevicePlan device)
    {
        var function = device.Address;
        if (!device.Persistent) return new([], [], [], ReadDomain(moment, function, isCarried: false));
        var user = UserTables.Of(moment.Kernel, moment.Platform, function);
        var vmm = moment.VmmOf(device);
        return new(ReadMapping(moment, vmm), ReadAddressSpace(moment, function, user, vmm), ReadHardwareTable(moment, function, user), ReadDomain(moment, function, isCarried: true));
    }

    private static ImmutableArray<ReadFact> ReadMapping(MomentInspection moment, VmmProcess? process)
    {
        if (process is not { GuestRam.IsEmpty: false } vmm) return [];
        var runs = PageTable<X86Paging, VirtualAddress>.Leaves(moment.Platform.Memory, vmm.Memory.Tables, KernelContext.ProcessorLimits, true, vmm.GuestRam).ToArray();
        if (runs.Length == 0) return [];
        ulong mapped = runs.Aggregate(0UL, (sum, run) => sum + run.Length.Value);
        return
        [
            new("file", "/" + (vmm.Memory.Mappings.FirstOrDefault(mapping => mapping.Range == vmm.GuestRam)?.Name.TrimStart('/') ?? "?")),
            new("size", new ByteCount(mapped).ToString()),
            new("frames", $"{Runs(runs.Length)} from {runs[0].Output} on", At: runs[0].Output)
            {
                Lines = [.. runs.Select(run => $"offset 0x{(run.Input - vmm.GuestRam.Start).Value:x}: {run.Length} at {run.Output}")],
            },
            new("memory", RestorePlaces.Of(moment, runs[0].Output)),
            new("virtual address", vmm.GuestRam.Start.ToString(), MayDiffer: true),
            new("process", $"{vmm.Pid}, {vmm.Binary}", MayDiffer: true),
        ];
    }

    private static ImmutableArray<ReadFact> ReadAddressSpace(MomentInspection moment, PciAddress function, UserTables? user, VmmProcess? vmm)
    {
        if (user is null) return [];
        var records = user.Records.OrderBy(record => record.Range.Start).ToArray();
        ulong pins = records.Aggregate(0UL, (sum, record) => sum + record.PinnedPages);
        ulong mapped = moment.Reach(function).Aggregate(0UL, (sum, run) => sum + run.Length.PagesRoundedUp);
        var ram = vmm?.GuestRam ?? default;
        bool over = records.All(record => record.Virtual is { } start && ram.Contains(new VirtualRange(start, record.Range.Length)));
        return
        [
            new("kept as", user.IsIommufd ? "IOAS of an iommufd" : "VFIO container (type1)"),
            new("number", user.AddressSpace, MayDiffer: true),
            new("areas", $"{records.Length}, {new ByteCount(records.Aggregate(0UL, (sum, record) => sum + record.Range.Length.Value))}")
            {
                Lines = [.. records.Select(record => $"IOVA {record.Range.Start}: {record.Range.Length}, {Words(record.Rights)}, {(record.Virtual is { } start ? $"offset 0x{unchecked(start.Value - ram.Start.Value):x} of the mapping" : "without an address of a process")}")],
            },
            new("over that mapping", YesNo(over && records.Length > 0)),
            new("pins", Count(pins)),
            new("pins cover what hardware maps", pins >= mapped ? "yes" : $"no: {Count(mapped)} mapped"),
            new("mapping changes", user.Frozen ? "refused: frozen" : "possible"),
        ];
    }

    private static ImmutableArray<ReadFact> ReadHardwareTable(MomentInspection moment, PciAddress function, UserTables? user)
    {
        if (user?.DomainId is not { } id) return [];
        bool inHardware = TranslationRoots.TryContext(moment.Platform, function, out var entry)
            && moment.Kernel!.Iommu.Domains.FirstOrDefault(domain => domain.DomainId == id)?.Root.Table == entry.SecondStageTable;
        return
        [
            new("kept as", user.IsIommufd ? "HWPT of an iommufd" : "no HWPT: the container's own domain stands in for it"),
            .. user.HardwareTable is { } number ? [new ReadFact("number", number, MayDiffer: true)] : ImmutableArray<ReadFact>.Empty,
            new("for that address space", "yes"),
            new("its tables are in hardware", YesNo(inHardware)),
        ];
    }

    /// <param name="isCarried">False for a device whose driver starts anew and chooses its buffers and its domain's tables anew.</param>
    private static ImmutableArray<ReadFact> ReadDomain(MomentInspection moment, PciAddress function, bool isCarried)
    {
        if (!TranslationRoots.TryContext(moment.Platform, function, out var entry)) return [];
        var domain = moment.Kernel?.Iommu.DomainOf(function);
        var at = moment.ContextEntryOf(function)!.Value;
        var root = moment.Platform.Unit.RootTable;
        var runs = moment.Reach(function);
        return
        [
            new("kernel's object", domain is null ? "none" : Words(domain.Kind)),
            new("domain id in the entry", entry.DomainId.ToString(CultureInfo.InvariantCulture), MayDiffer: true, At: at),
            new("domain id in the kernel", domain?.DomainId.ToString(CultureInfo.InvariantCulture) ?? "none", MayDiffer: true),
            new("the two ids agree", YesNo(domain?.DomainId == entry.DomainId)),
            new("translation", $"{Runs(runs.Length)}, {new ByteCount(runs.Aggregate(0UL, (sum, run) => sum + run.Length.Value))}", MayDiffer: !isCarried)
            {
                Lines = [.. runs.Select(run => $"IOVA {run.Input}: {run.Length} at {run.Output}, {Words(run.Rights)}, pages of {run.PageSize}")],
            },
            new("top table", entry.SecondStageTable.ToString(), MayDiffer: true, At: entry.SecondStageTable),
            new("its tables live in", RestorePlaces.Of(moment, entry.SecondStageTable), MayDiffer: !isCarried),
            new("context entry lives in", RestorePlaces.Of(moment, at), At: at),
            new("root table lives in", RestorePlaces.Of(moment, root), At: root),
        ];
    }

    private static string Words(DomainKind kind) => kind switch
    {
        DomainKind.Vfio => "paging domain of user space's",
        DomainKind.Fixed => "fixed copy",
        DomainKind.Restored => "temporary domain",
        DomainKind.Identity => "identity domain",
        _ => "default domain",
    };

    private static string Words(AccessRights rights) => rights switch
    {
        AccessRights.ReadWrite => "readable and writable",
        AccessRights.Read => "read-only",
        _ => "write-only",
    };

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count} runs";

    private static string Count(ulong pages) => string.Create(CultureInfo.InvariantCulture, $"{pages:N0} pages");

    private static string YesNo(bool holds) => holds ? "yes" : "no";
}
