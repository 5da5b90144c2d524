namespace Pkernfs.Core.LiveUpdate;

/// <summary>The parts of a live update, in order.</summary>
public enum Phase
{
    Boot1,
    VmStart,
    Running,
    PauseAndSerialise,
    Kexec,
    Boot2,
    UserspaceRestore,
    Resumed,
}
