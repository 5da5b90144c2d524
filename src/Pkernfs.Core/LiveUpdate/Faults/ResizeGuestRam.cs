using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F1, by truncate: the posted code hands out every block anew.</summary>
public sealed class ResizeGuestRam : Fault
{
    public override string Id => "resize-guest-ram";

    public override int Order => 11;

    public override string Number => "F1b";

    public override string Title => "Guest RAM file resized while mapped";

    public override string Description => "Somebody truncates the guest RAM file to half its size. As posted, truncate hands out every block below the new size anew and forgets the old ones; nothing freezes a file that is mapped.";

    public override string Source => "RFC 00/18, 04/18";

    public override string Expectation => "Nothing happens at first: mappings and tables still name the old blocks. The next VMM maps the new ones, so guest and device use different memory.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.GuestRamHasBlocks(site);

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        var medium = Targets.Medium(kernel);
        if (Targets.GuestRam(medium, operation.Plan) is not { } file)
        {
            operation.Say("There is no guest RAM file to resize.");
            return;
        }
        ulong blocks = medium!.FileRuns(file).Aggregate(0UL, (sum, run) => sum + run.Count);
        var volume = new PkernfsVolume(kernel.Memory, medium.Region, kernel.Options with { ReallocateOnTruncate = true });
        bool done = volume.TryTruncate(file.Number, new((blocks / 2) << PkernfsLayout.BlockShift), out string? problem);
        if (!done) operation.Report(Kernel.SystemCall.OfSentence(problem!) ?? Kernel.SystemCall.Failed(Kernel.Errno.EIO, problem!));
        var now = medium.FileRuns(medium.ReadInode(file.Number)!);
        operation.Say($"Block 0 of the file is block {(now.IsEmpty ? "none" : now[0].First.ToString())} of the region now; the inode counts {medium.ReadInode(file.Number)!.MappingCount} mappings.");
    });
}
