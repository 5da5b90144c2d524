using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

/// <summary>What Linux writes to its log for a recorded fault, in its own words: they are what people search for.</summary>
internal static class FaultLog
{
    public static string Line(FaultRecord record) =>
        $"DMAR: [DMA {record.Access} NO_PASID] Request device [{record.Requester}] fault addr {record.Page} [fault reason 0x{(byte)record.Reason:x2}] {Words(record.Reason)}";

    private static string Words(FaultReason reason) => reason switch
    {
        FaultReason.RootNotPresent => "Present bit in root entry is clear",
        FaultReason.ContextNotPresent => "Present bit in context entry is clear",
        FaultReason.ContextInvalid => "Invalid context entry",
        FaultReason.AddressBeyondWidth => "Access beyond MGAW",
        FaultReason.NoWritePermission => "PTE Write access is not set",
        FaultReason.NoReadPermission => "PTE Read access is not set",
        FaultReason.PagingEntryNotAccessible => "Next page table ptr is invalid",
        FaultReason.RootTableNotAccessible => "Root table address invalid",
        FaultReason.ContextTableNotAccessible => "Context table ptr is invalid",
        FaultReason.RootReserved => "non-zero reserved fields in RTP",
        FaultReason.ContextReserved => "non-zero reserved fields in CTP",
        FaultReason.PagingEntryReserved => "non-zero reserved fields in PTE",
        FaultReason.RequestTypeBlocked => "PCE for translation request specifies blocking",
        _ => FaultReasons.Describe(reason),
    };
}
