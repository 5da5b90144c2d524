using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K11: a preserved folio is to be split.</summary>
public sealed class SplitPreservedFolio : Fault
{
    public override string Id => "split-preserved-folio";

    public override int Order => 410;

    public override string Number => "K11";

    public override string Title => "A folio of guest RAM is to be split";

    public override string Description => "Somebody wants a large folio of the guest's memfd in pieces, as a hole punch, a bad page or memory pressure does. Collapsing small ones into a large one is refused alike.";

    public override string Source => "memfd preservation; kexec list, 2025-September";

    public override string Expectation => "EBUSY while it is pinned or to be handed over: the record names it with its order. It has to be taken out of the session first. At other times it is split and is handed over in pieces.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && site.Machine.Kernel is { Orchestrator: not null } kernel && Find(kernel) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Find(kernel.State) is not { } found)
        {
            operation.Say("There is no memfd with a large folio.");
            return;
        }
        if (operation.Report(new MemoryFileDriver(kernel).Split(found.File.Id, found.Page))) operation.Say($"The folio at page {found.Page} of {found.File.Name} is in pieces.");
    });

    /// <summary>The first large folio of the first file: guest RAM's.</summary>
    private static (MemoryFile File, ulong Page)? Find(KernelState kernel) =>
        kernel.MemoryFiles.FirstOrDefault(file => file.Folios.Any(folio => folio.Order > 0)) is { } file ? (file, file.Folios.First(folio => folio.Order > 0).Index) : null;
}
