using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F1: guest RAM is given back while a device still reaches it.</summary>
public sealed class UnlinkGuestRam : Fault
{
    public override string Id => "unlink-guest-ram";

    public override int Order => 10;

    public override string Number => "F1";

    public override string Title => "Guest RAM file unlinked while mapped";

    public override string Description => "Somebody removes the guest RAM file. Nothing counts that a VMM has it mapped and that a device does DMA into it, so its blocks are free, and the next file gets them.";

    public override string Source => "RFC 00/18, limitations";

    public override string Expectation => "No call is refused. The device goes on writing into another file's blocks, that file's owner writes into the guest's memory, and after the kexec the guest's RAM cannot be found.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.GuestRam(Targets.Medium(site.Machine), site.Plan) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        var medium = Targets.Medium(kernel);
        if (Targets.GuestRam(medium, operation.Plan) is not { } file || !new PkernfsDriver(kernel).TryVolume(out var volume, out _))
        {
            operation.Say("There is no guest RAM file to unlink.");
            return;
        }
        var runs = medium!.FileRuns(file);
        if (volume.TryUnlink(PkernfsLayout.RootDirectoryInode, file.Name, out string? problem)) FreedBlocks.HandOn(operation, kernel, runs.Add(new(file.MappingsBlock, 1)), runs.Aggregate(0UL, (sum, run) => sum + run.Count));
        else operation.Fail(problem);
    });
}
