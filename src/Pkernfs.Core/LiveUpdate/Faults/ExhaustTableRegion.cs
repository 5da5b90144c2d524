using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

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

    public override string Description => "The VMM maps single pages a gigabyte apart until the 2 MiB of the page-table file are used up. Each takes a table of level 2 and one of level 1, and nothing that is unmapped ever comes back.";

    public override string Source => "RFC 08/18, 14/18";

    public override string Expectation => "With the check that the posted code lacks: ENOMEM, and no further table. Without it the next table is written twelve pages before the region.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel: { Panic: null } kernel, Vmm.Container: { } id }
        && kernel.Containers.FirstOrDefault(container => container.Id == id)?.DomainId is { } domain
        && kernel.Iommu.Domains.Any(candidate => candidate.DomainId == domain && candidate.Region is not null);

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Container is not { } container)
        {
            operation.Say("The VMM has no container to map in.");
            return;
        }
        var vfio = new VfioDriver(kernel);
        for (ulong i = First; i < First + Most; i++)
        {
            var iova = new IovaRange(new((Apart * i).Value), ByteCount.Page);
            var result = vfio.MapDma(container, vmm.Process.Memory, iova, vmm.Process.GuestRam.Start, VfioContainer.FlagRead | VfioContainer.FlagWrite);
            if (!operation.Report(result)) return;
        }
    });
}
