using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F15, reversed: the word is there, the magic is not.</summary>
public sealed class LoseMagic : Fault
{
    public override string Id => "lose-magic";

    public override int Order => 151;

    public override string Number => "F15b";

    public override string Title => "The super block is overwritten between kernels";

    public override string Description => "Something writes over the first page of the region before the next kernel looks at it: a memory test, a firmware that clears. liveupdate is given, the magic number is gone.";

    public override string Source => "RFC 01/18, 08/18";

    public override string Expectation => "The region is formatted anew, and with it the way to every file. The mismatch is logged; the device faults as soon as the new, empty root table is in force.";

    public override Actor Actor => Actor.Firmware;

    public override bool MayStrike(FaultSite site) => Region(site.Machine.Kernel, site.Plan) is { } region && site.Phase >= Phase.Kexec
        && new PkernfsReader(site.Machine.Platform.Memory, region) is { IsAccessible: true, HasMagic: true };

    public override void Strike(Operation operation)
    {
        if (Region(operation.Kernel?.State, operation.Plan) is not { } region || !operation.Hardware.Memory.TryWrite(region.Start, new byte[FrameNumber.SizeInBytes]))
            operation.Say("A kernel has the region already, or it is not there.");
        else operation.Say($"{FrameNumber.SizeInBytes} bytes at {region.Start} are zeros.");
    }

    /// <summary>Where the medium is while no kernel of boot 2 has taken it: the plan's first kernel was told.</summary>
    private static PhysicalRange? Region(KernelState? kernel, LiveUpdatePlan plan) => kernel switch
    {
        null => KernelCommandLine.Parse(plan.KernelA.CommandLine).Pkernfs,
        { Panic: null, Pkernfs.Initialised: false, CommandLine.Pkernfs: var region } => region,
        _ => null,
    };
}
