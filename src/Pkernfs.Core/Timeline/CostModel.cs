using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Timeline;

/// <summary>
/// What a step's work would take, modelled from counted work; no figure here was measured on the modelled machine, and the series gives none.
/// </summary>
/// <param name="BytesPerNanosecond">Memory written by one core: assumed 8 (8 GB/s, cold caches).</param>
/// <param name="RegisterWriteNanoseconds">An uncached write to the remapping unit with the poll for its status: assumed 700.</param>
/// <param name="FunctionWriteNanoseconds">A PCI configuration or device register write: assumed 1000.</param>
public sealed record CostModel(double BytesPerNanosecond = 8, long RegisterWriteNanoseconds = 700, long FunctionWriteNanoseconds = 1000)
{
    /// <summary>A step's cost: a part that its kind of work takes anyway, and a part that follows what it did.</summary>
    public long Of(string stepId, ulong bytesWritten, IReadOnlyCollection<RegisterWrite> registerWrites, int functionWrites) =>
        Fixed(stepId)
        + (long)(bytesWritten / BytesPerNanosecond)
        + (registerWrites.Count * RegisterWriteNanoseconds)
        + (functionWrites * FunctionWriteNanoseconds);

    /// <summary>Work that is not modelled byte by byte, in microseconds: all of it assumed, of the order that kernels' logs show.</summary>
    private static long Fixed(string stepId) => 1000L * stepId switch
    {
        "power-on" => 2_500_000,
        "load-kernel-a" => 350_000,
        "decompress-kernel-a" or "decompress-kernel-b" => 95_000,
        "parse-command-line-a" or "parse-command-line-b" => 1_500,
        "boot-memory-a" or "boot-memory-b" => 60_000,
        "attach-host-functions" or "defer-attach" => 80_000,
        "mount-a" or "mount-b" => 120_000,
        "start-vmm-a" or "start-vmm-b" => 40_000,
        "run-guest" => 500_000,
        "pause-vcpus" => 800,
        "save-vm" => 6_000,
        "load-kernel-b" => 25_000,
        "pci-shutdown" => 30_000,
        "relocate-kernel" => 2_000,
        "open-device-b" => 9_000,
        "restore-vm" => 12_000,
        "resume-vcpus" => 900,
        "guest-goes-on" => 400_000,
        _ => 150,
    };
}
