using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>Which way a DMA goes, seen from the device.</summary>
public enum DmaAccess
{
    /// <summary>The device reads memory.</summary>
    Read,

    /// <summary>The device writes memory.</summary>
    Write,
}

/// <summary>What would become of this DMA? The eight-byte word that holds <paramref name="Iova"/> is what moves.</summary>
public readonly record struct DmaQuestion(PciAddress Function, Iova Iova, DmaAccess Access)
{
    public override string ToString() => $"{Function} {(Access == DmaAccess.Read ? "reads" : "writes")} {Iova}";
}
