using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F14: the medium has no version, and the next kernel's records have another size.</summary>
public sealed class InodeFormatSkew : Fault
{
    /// <summary>A record with one more field of eight bytes.</summary>
    private const ulong OtherLength = PkernfsLayout.InodeLength + sizeof(ulong);

    public override string Id => "inode-format-skew";

    public override int Order => 140;

    public override string Number => "F14";

    public override string Title => "The two kernels disagree about the inode's size";

    public override string Description => "Kernel A was another release, whose inode has eight bytes more. The store is as that release wrote it. The medium carries no version, and the magic number is the same.";

    public override string Source => "RFC 02/18; Gowans on iommufd persistence, rollback";

    public override string Expectation => "Kernel B finds the magic, takes the store as it is and reads every inode but the first from a wrong place: files are gone, among them the root table's.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => site.Phase >= Phase.Kexec && Region(site.Machine, site.Plan) is { } region
        && new PkernfsReader(site.Machine.Platform.Memory, region) is { IsAccessible: true, HasMagic: true };

    public override void Strike(Operation operation)
    {
        var machine = new MachineState(operation.Hardware.Seal(), operation.Kernel?.State, []);
        if (Region(machine, operation.Plan) is not { } region || new PkernfsReader(operation.Hardware.Memory, region) is not { IsAccessible: true, HasMagic: true } medium)
        {
            operation.Say("No medium is there, or this kernel has read it already.");
            return;
        }
        byte[] store = new byte[PkernfsLayout.BlockSize];
        byte[] other = new byte[PkernfsLayout.BlockSize];
        var at = medium.BlockAddress(new(PkernfsLayout.InodeStoreIndex));
        operation.Hardware.Memory.TryRead(at, store);
        int moved = 0;
        for (ulong number = 0; (number + 1) * OtherLength <= PkernfsLayout.BlockSize; number++, moved++)
            store.AsSpan((int)(number * PkernfsLayout.InodeLength), PkernfsLayout.InodeLength).CopyTo(other.AsSpan((int)(number * OtherLength)));
        operation.Hardware.Memory.TryWrite(at, other);
        operation.Say($"{moved} records of {OtherLength} bytes at {at}.");
    }

    /// <summary>Where the medium is while no kernel of boot 2 has taken it: the plan's first kernel was told.</summary>
    private static PhysicalRange? Region(MachineState machine, LiveUpdatePlan plan) => machine.Kernel switch
    {
        null => Kernel.KernelCommandLine.Parse(plan.KernelA.CommandLine).Pkernfs,
        { Panic: null, Pkernfs.Initialised: false, CommandLine.Pkernfs: var region } => region,
        _ => null,
    };
}
