namespace Pkernfs.Core.Platform.Vtd;

/// <summary>Fault reasons in words, and which of them software can silence.</summary>
public static class FaultReasons
{
    /// <summary>A few words, lower case: "context entry not present".</summary>
    public static string Describe(FaultReason reason) => reason switch
    {
        FaultReason.None => "no fault",
        FaultReason.RootNotPresent => "root entry not present",
        FaultReason.ContextNotPresent => "context entry not present",
        FaultReason.ContextInvalid => "context entry invalid",
        FaultReason.AddressBeyondWidth => "address beyond the address width",
        FaultReason.NoWritePermission => "no write permission",
        FaultReason.NoReadPermission => "no read permission",
        FaultReason.PagingEntryNotAccessible => "paging entry not accessible",
        FaultReason.RootTableNotAccessible => "root table not accessible",
        FaultReason.ContextTableNotAccessible => "context table not accessible",
        FaultReason.RootReserved => "reserved bits set in root entry",
        FaultReason.ContextReserved => "reserved bits set in context entry",
        FaultReason.PagingEntryReserved => "reserved bits set in paging entry",
        FaultReason.RequestTypeBlocked => "request type blocked by the context entry",
        FaultReason.InterruptRequestReserved => "reserved field set in interrupt request",
        FaultReason.InterruptIndexBeyondTable => "interrupt index beyond the interrupt table",
        FaultReason.InterruptEntryNotPresent => "interrupt entry not present",
        FaultReason.InterruptTableNotAccessible => "interrupt table not accessible",
        FaultReason.InterruptEntryReserved => "reserved bits set in interrupt entry",
        FaultReason.InterruptCompatibilityBlocked => "compatibility-format interrupt blocked",
        FaultReason.InterruptSourceMismatch => "interrupt source mismatch",
        _ => $"fault reason 0x{(byte)reason:x}",
    };

    /// <summary>True for qualified faults, which FPD keeps out of the records; the others are always reported.</summary>
    public static bool IsQualified(FaultReason reason) => reason is
        FaultReason.ContextNotPresent or FaultReason.ContextInvalid or FaultReason.AddressBeyondWidth
        or FaultReason.NoWritePermission or FaultReason.NoReadPermission or FaultReason.PagingEntryNotAccessible
        or FaultReason.PagingEntryReserved or FaultReason.RequestTypeBlocked;
}
