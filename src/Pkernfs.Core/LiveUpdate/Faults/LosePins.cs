using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F8: what the new kernel's records count is not what hardware can reach.</summary>
public sealed class LosePins : Fault
{
    public override string Id => "lose-pins";

    public override int Order => 80;

    public override string Number => "F8";

    public override string Title => "Pin counts are lost";

    public override string Description => "Pins are counted in kernel memory, so the kexec forgets them. Here the new kernel takes the mappings over as records, but without counting the pages again.";

    public override string Source => "Gunthorpe, replies to RFC 00/18";

    public override string Expectation => "Nothing shows until a mapping is taken away: then more pages are given back than were ever pinned. In memory with page structs they would be free while a device writes to them.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Boot == 2 && site.Machine.Kernel is { Panic: null } kernel && kernel.Containers.Any(container => container.Mappings.Any(record => record.PinnedPages > 0));

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        ulong lost = kernel.State.Containers.Aggregate(0UL, (sum, container) => container.Mappings.Aggregate(sum, (pages, record) => pages + record.PinnedPages));
        kernel.State = kernel.State with
        {
            Containers = [.. kernel.State.Containers.Select(container => container with { Mappings = [.. container.Mappings.Select(record => record with { PinnedPages = 0 })] })],
        };
        operation.Say(lost == 0 ? "Nothing is pinned." : $"{lost} pages are mapped and not counted.");
    });
}
