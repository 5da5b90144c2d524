using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F2: the page tables that hardware walks are given back.</summary>
public sealed class UnlinkDomainTables : Fault
{
    public override string Id => "unlink-domain-tables";

    public override int Order => 20;

    public override string Number => "F2";

    public override string Title => "Page-table file unlinked while in use";

    public override string Description => "Somebody removes the file that holds the domain's page tables. Hardware still walks them, but its block is free, and first fit gives it to the next file, cleared.";

    public override string Source => "RFC 12/18, 14/18";

    public override string Expectation => "What the IOTLB remembers still translates; every other access of the device faults at once, and after the next flush all of them.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Targets.DomainTables(Targets.Medium(site.Machine)) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        var medium = Targets.Medium(kernel);
        if (Targets.DomainTables(medium) is not { } file || !new PkernfsDriver(kernel).TryVolume(out var volume, out _))
        {
            operation.Say("There is no file of domain page tables to unlink.");
            return;
        }
        var directory = medium!.Lookup(file.Path[..file.Path.LastIndexOf('/')]);
        var runs = medium.FileRuns(file.Inode);
        string? problem = null;
        if (directory is not null && volume.TryUnlink(directory.Number, file.Inode.Name, out problem)) FreedBlocks.HandOn(operation, kernel, runs, 1);
        else operation.Fail(problem ?? $"{file.Path} is in no directory.");
    });
}
