using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>How an extent is drawn: hue says what it is for, texture whether it outlives kexec. The numbers go to the browser.</summary>
public enum MapFill : byte
{
    /// <summary>An outline, nothing in it.</summary>
    Free = 0,

    /// <summary>Data of the guest's files: its RAM and its saved state.</summary>
    Guest = 1,
    SecondStage = 2,

    /// <summary>Second-stage tables in ordinary RAM: hatched, since a kexec loses them.</summary>
    SecondStageEphemeral = 3,
    RootAndContext = 4,
    RootAndContextEphemeral = 5,
    Metadata = 6,
    KernelImage = 7,
    KernelData = 8,
    Vmm = 9,
    Stale = 10,
    Firmware = 11,

    /// <summary>Address space without RAM: registers, windows.</summary>
    Window = 12,

    /// <summary>There is something, but the layer that says what is off.</summary>
    NotShown = 13,

    /// <summary>Owned, and outlives kexec: for the layer of persistence where the layer that says what it is is off.</summary>
    Persists = 14,

    /// <summary>The same, lost at kexec.</summary>
    Lost = 15,
}

public static class MapFills
{
    public static MapFill Of(OwnedExtent extent) => extent.Class switch
    {
        OwnerClass.Free => MapFill.Free,
        OwnerClass.Stale => MapFill.Stale,
        OwnerClass.Firmware => MapFill.Firmware,
        OwnerClass.Reserved => MapFill.Firmware,
        OwnerClass.Mmio => MapFill.Window,
        OwnerClass.KernelImage => MapFill.KernelImage,
        OwnerClass.KernelData or OwnerClass.EphemeralPageTable => MapFill.KernelData,
        OwnerClass.Vmm => MapFill.Vmm,
        OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata => MapFill.Metadata,
        OwnerClass.GuestRam or OwnerClass.VmState => MapFill.Guest,
        OwnerClass.RootAndContext => extent.Persistent ? MapFill.RootAndContext : MapFill.RootAndContextEphemeral,
        OwnerClass.DomainPageTable => extent.Persistent ? MapFill.SecondStage : MapFill.SecondStageEphemeral,
        _ => throw new ArgumentOutOfRangeException(nameof(extent), extent.Class, "An owner class without a look."),
    };
}
