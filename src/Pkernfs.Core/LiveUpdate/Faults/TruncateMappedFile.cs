using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F3: use after free through the CPU's page tables.</summary>
public sealed class TruncateMappedFile : Fault
{
    /// <summary>As much as another small file needs; the vCPUs' pages are in the first of them.</summary>
    private const ulong Blocks = 8;

    public override string Id => "truncate-mapped-file";

    public override int Order => 30;

    public override string Number => "F3";

    public override string Title => "Guest RAM file truncated under its mapping";

    public override string Description => "The guest RAM file is truncated to nothing while the VMM has it mapped. The blocks are free, but the VMM's page-table entries still point to them, and a small file gets the first ones.";

    public override string Source => "Chinner on RFC 05/18";

    public override string Expectation => "The vCPUs go on writing through the old mapping, into another file's blocks, and find that file's content in their memory. After the kexec the file has no blocks to map.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.GuestRamHasBlocks(site);

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        var medium = Targets.Medium(kernel);
        if (Targets.GuestRam(medium, operation.Plan) is not { } file)
        {
            operation.Say("There is no guest RAM file to truncate.");
            return;
        }
        var runs = medium!.FileRuns(file);
        kernel.Memory.TryWriteInt32(PkernfsLayout.Offset(medium.InodeBytes(file.Number).Start, PkernfsLayout.MappingCountOffset), 0);
        FreedBlocks.HandOn(operation, kernel, runs, Math.Min(Blocks, runs.Aggregate(0UL, (sum, run) => sum + run.Count)));
    });
}
