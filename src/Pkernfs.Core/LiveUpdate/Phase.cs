namespace Pkernfs.Core.LiveUpdate;

/// <summary>The parts of a live update, in order.</summary>
public enum Phase
{
    Boot1,
    VmStart,
    Running,

    /// <summary>What can be done before the guest stops: copies, preservation.</summary>
    Prepare,

    PauseAndSerialise,
    Kexec,
    Boot2,
    UserspaceRestore,

    /// <summary>What is left to do while the guest runs again: a switch to ordinary structures, giving back what only the update needed.</summary>
    Finish,

    Resumed,
}
