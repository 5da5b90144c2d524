namespace Pkernfs.Core.Timeline;

/// <summary>What a step's kind of work takes whatever it touches: all that the machine does not do byte by byte.</summary>
public enum FixedWork
{
    /// <summary>A system call or a driver's routine, entered and left.</summary>
    Call,

    FirmwareStart,
    BootLoader,
    Decompression,
    EarlyParameters,
    MemorySetUp,
    DeviceProbe,
    UserSpaceStart,
    ProcessStart,
    PauseProcessors,
    SaveVm,
    KexecLoad,
    DriverShutdown,
    Relocation,
    OpenDevice,
    RestoreVm,
    ResumeProcessors,

    /// <summary>No work: the time that a run lets the guest be watched.</summary>
    Watching,
}

/// <summary>Which step takes which fixed work. A step that is not named here is a <see cref="FixedWork.Call"/>: adding a step needs nothing here.</summary>
public static class FixedWorks
{
    public static FixedWork Of(string stepId) => stepId switch
    {
        "power-on" => FixedWork.FirmwareStart,
        "load-kernel-a" => FixedWork.BootLoader,
        "decompress-kernel-a" or "decompress-kernel-b" => FixedWork.Decompression,
        "parse-command-line-a" or "parse-command-line-b" => FixedWork.EarlyParameters,
        "boot-memory-a" or "boot-memory-b" => FixedWork.MemorySetUp,
        "attach-host-functions" or "defer-attach" or "probe-host-functions" => FixedWork.DeviceProbe,
        "mount-a" or "mount-b" or "start-userspace-a" or "start-userspace-b" => FixedWork.UserSpaceStart,
        "start-vmm-a" or "start-vmm-b" => FixedWork.ProcessStart,
        "pause-vcpus" => FixedWork.PauseProcessors,
        "save-vm" => FixedWork.SaveVm,
        "load-kernel-b" => FixedWork.KexecLoad,
        "pci-shutdown" => FixedWork.DriverShutdown,
        "relocate-kernel" => FixedWork.Relocation,
        "open-device-a" or "open-device-b" => FixedWork.OpenDevice,
        "restore-vm" => FixedWork.RestoreVm,
        "resume-vcpus" => FixedWork.ResumeProcessors,
        "run-guest" or "guest-goes-on" => FixedWork.Watching,
        _ => FixedWork.Call,
    };
}
