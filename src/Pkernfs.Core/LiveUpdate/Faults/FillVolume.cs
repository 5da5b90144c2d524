using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F11, of blocks: the region has none left.</summary>
public sealed class FillVolume : Fault
{
    public override string Id => "fill-volume";

    public override int Order => 111;

    public override string Number => "F11b";

    public override string Title => "Another file takes every free block";

    public override string Description => "Somebody makes a file and truncates it to all that is free. Sizes are no promise, quotas there are none.";

    public override string Source => "RFC 04/18";

    public override string Expectation => "Whoever needs a block afterwards gets ENOMEM, the saved VM state first of all. As posted the allocator goes on past the region's end instead.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.Medium(site.Machine) is { } medium && FreeBlocks(medium) > 1;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Medium(kernel) is not { } medium || !new PkernfsDriver(kernel).TryVolume(out var volume, out _))
        {
            operation.Say("pkernfs is not in use.");
            return;
        }
        ulong free = Math.Min(FreeBlocks(medium), PkernfsLayout.MappingsCapacity);
        string name = "filler";
        for (int count = 2; medium.Lookup("/" + name) is not null; count++) name = $"filler-{count}";
        if (!volume.TryCreateFile(name, out var file, out string? problem) || (free > 1 && !volume.TryTruncate(file, new((free - 1) << PkernfsLayout.BlockShift), out problem)))
            operation.Report(SystemCall.OfSentence(problem!) ?? SystemCall.Failed(Errno.EIO, problem!));
        operation.Say($"/{name} has taken {free} blocks.");
    });

    private static ulong FreeBlocks(PkernfsReader medium)
    {
        ulong taken = medium.AllocatedRuns.Where(run => medium.IsInRegion(run.First)).Aggregate(0UL, (sum, run) => sum + Math.Min(run.Count, medium.BlockCount - run.First.Value));
        return medium.BlockCount - taken;
    }
}
