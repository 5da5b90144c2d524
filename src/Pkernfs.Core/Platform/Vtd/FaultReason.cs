namespace Pkernfs.Core.Platform.Vtd;

/// <summary>Why the unit refused a request, legacy mode (VT-d 7.1.3). The value is what fault records hold.</summary>
public enum FaultReason : byte
{
    None = 0,
    RootNotPresent = 0x1,
    ContextNotPresent = 0x2,

    /// <summary>AW or TT not supported, or the top second-stage table is not accessible.</summary>
    ContextInvalid = 0x3,

    /// <summary>The IOVA is beyond min(AW's width, MGAW).</summary>
    AddressBeyondWidth = 0x4,
    NoWritePermission = 0x5,
    NoReadPermission = 0x6,
    PagingEntryNotAccessible = 0x7,
    RootTableNotAccessible = 0x8,
    ContextTableNotAccessible = 0x9,
    RootReserved = 0xa,
    ContextReserved = 0xb,
    PagingEntryReserved = 0xc,

    /// <summary>A translated or translation request where TT does not allow one. Never raised: no device here has a TLB of its own.</summary>
    RequestTypeBlocked = 0xd,
    InterruptRequestReserved = 0x20,
    InterruptIndexBeyondTable = 0x21,
    InterruptEntryNotPresent = 0x22,
    InterruptTableNotAccessible = 0x23,
    InterruptEntryReserved = 0x24,
    InterruptCompatibilityBlocked = 0x25,
    InterruptSourceMismatch = 0x26,
}
