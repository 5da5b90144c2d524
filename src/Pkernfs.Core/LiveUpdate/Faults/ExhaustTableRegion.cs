using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F11: a domain's region has 510 pages for tables and no more.</summary>
public sealed class ExhaustTableRegion : Fault
{
    /// <summary>Far apart, so that each mapping needs tables of its own; clear of any guest's RAM.</summary>
    private static readonly ByteCount Apart = ByteCount.FromGiB(1);

    /// <summary>More than a region has pages for, few enough for 39 bits of bus address.</summary>
    private const ulong First = 64, Most = 300;

    public override string Id => "exhaust-table-region";

    public override int Order => 110;

    public override string Number => "F11";

    public override string Title => "The domain's table region fills up";

    public override string Description => "The VMM maps single pages a gigabyte apart until the tables no longer fit into the 2 MiB of a page-table file. Each takes a table of level 2 and one of level 1, and nothing that is unmapped ever comes back.";

    public override string Source => "RFC 08/18, 14/18";

    public override string Expectation => "With the check that the posted code lacks: ENOMEM, and no further table. Without it the next table is written twelve pages before the region. Where tables are ordinary and only copied for the update, it is the copy that does not fit. An iommufd hands over no areas that are no file's, so its device stays behind and the next kernel sets the unit up anew.";

    public override Actor Actor => Actor.Vmm;

    /// <summary>Where tables lie in a region now, or will be copied into one.</summary>
    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && DmaCalls.CanMap(site.Machine)
        && (site.Machine.Vmm!.Iommufd is null ? site.Machine.Kernel!.Iommu.Domains.Any(domain => domain is { Kind: DomainKind.Vfio, Region: not null }) : site.Boot == 1);

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        for (ulong i = First; i < First + Most; i++)
        {
            if (!DmaCalls.TryMap(operation, kernel, vmm, new(new((Apart * i).Value), ByteCount.Page), vmm.Process.GuestRam.Start, entriesKept: false)) return;
        }
        operation.Say($"{Most} pages are mapped, {Apart} apart.");
    });
}
