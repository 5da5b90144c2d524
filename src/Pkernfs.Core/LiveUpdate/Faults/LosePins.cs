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
        site.Boot == 2 && site.Machine.Kernel is { Panic: null } kernel && Pinned(kernel) > 0;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        ulong lost = Pinned(kernel.State);
        kernel.State = kernel.State with
        {
            Containers = [.. kernel.State.Containers.Select(container => container with { Mappings = [.. container.Mappings.Select(record => record with { PinnedPages = 0 })] })],
            Iommufds =
            [
                .. kernel.State.Iommufds.Select(context => context with
                {
                    Ioases = [.. context.Ioases.Select(ioas => ioas with { Areas = [.. ioas.Areas.Select(area => area with { PinnedPages = 0 })] })],
                }),
            ],
        };
        operation.Say(lost == 0 ? "Nothing is pinned." : $"{lost} pages are mapped and not counted.");
    });

    private static ulong Pinned(KernelState kernel) =>
        kernel.Containers.SelectMany(container => container.Mappings).Select(record => record.PinnedPages)
            .Concat(kernel.Iommufds.SelectMany(context => context.Ioases).SelectMany(ioas => ioas.Areas).Select(area => area.PinnedPages))
            .Aggregate(0UL, (sum, pages) => sum + pages);
}
