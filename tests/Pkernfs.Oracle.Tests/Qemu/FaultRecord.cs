using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>A fault recording register's content (VT-d 11.4, FRCD).</summary>
/// <param name="Reason">The fault reason, 0x1 to 0xff.</param>
/// <param name="Source">The requester.</param>
/// <param name="Page">The faulting address, rounded down to 4 KiB.</param>
public sealed record FaultRecord(byte Reason, PciAddress Source, Iova Page, DmaAccess Access)
{
    /// <summary>Bit 63 of the high quadword: the record is valid, and a 1 written there clears it.</summary>
    private const ulong Fault = 1ul << 63;

    /// <summary>Bit 62 of the high quadword: the request was a read.</summary>
    private const ulong TypeRead = 1ul << 62;

    /// <summary>Reads both quadwords; null where the record is empty.</summary>
    public static FaultRecord? Decode(ulong low, ulong high) => (high & Fault) == 0
        ? null
        : new FaultRecord(
            (byte)(high >> 32),
            PciAddress.FromSourceId((ushort)high),
            new Iova(low & ~0xffful),
            (high & TypeRead) != 0 ? DmaAccess.Read : DmaAccess.Write);
}
