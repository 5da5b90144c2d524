using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>FRCD: one recorded fault, 128 bits (VT-d 11.4).</summary>
public readonly record struct FaultRecord(ulong Low, ulong High)
{
    private const ulong PendingBit = 1UL << 63;
    private const ulong ReadBit = 1UL << 62;
    private const int ReasonShift = 32;

    /// <summary>F: the record holds a fault that software has not cleared.</summary>
    public bool Pending => (High & PendingBit) != 0;

    /// <summary>FI: the page that the request was for.</summary>
    public Iova Page => new(Low & ~0xfffUL);

    /// <summary>SID: who asked.</summary>
    public PciAddress Requester => PciAddress.FromSourceId((ushort)High);

    /// <summary>FR.</summary>
    public FaultReason Reason => (FaultReason)(byte)(High >> ReasonShift);

    /// <summary>T: 1 for a read.</summary>
    public AccessKind Access => (High & ReadBit) != 0 ? AccessKind.Read : AccessKind.Write;

    /// <summary>A pending record.</summary>
    public static FaultRecord Of(PciAddress requester, Iova iova, AccessKind access, FaultReason reason) => new(
        iova.Value & ~0xfffUL,
        PendingBit | (access == AccessKind.Read ? ReadBit : 0) | ((ulong)reason << ReasonShift) | requester.SourceId);

    /// <summary>The record after software cleared F; the rest stays readable.</summary>
    public FaultRecord Cleared() => this with { High = High & ~PendingBit };
}
