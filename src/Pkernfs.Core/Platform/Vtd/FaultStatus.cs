namespace Pkernfs.Core.Platform.Vtd;

/// <summary>FSTS (VT-d 11.4). Bits 15:8 hold FRI, the index of the first pending record.</summary>
[Flags]
public enum FaultStatus : uint
{
    None = 0,

    /// <summary>PFO: a fault found no free record; nothing more is recorded until software clears this by writing 1.</summary>
    Overflow = 1u << 0,

    /// <summary>PPF: some record is pending. Read-only, follows the records' F bits.</summary>
    Pending = 1u << 1,

    /// <summary>AFO: the fault log is full; nothing more is logged until software clears this by writing 1.</summary>
    AdvancedOverflow = 1u << 2,

    /// <summary>APF: the fault log holds a record; cleared by writing 1.</summary>
    AdvancedPending = 1u << 3,

    /// <summary>IQE: the invalidation queue stopped at a descriptor; cleared by writing 1.</summary>
    QueueError = 1u << 4,

    /// <summary>ICE: a device's invalidation completed with an error. Never set: no device has a TLB of its own here.</summary>
    CompletionError = 1u << 5,

    /// <summary>ITE: a device's invalidation timed out. Never set: no device has a TLB of its own here.</summary>
    TimeoutError = 1u << 6,

    /// <summary>The bits that software clears by writing 1.</summary>
    ClearedByOne = Overflow | AdvancedOverflow | AdvancedPending | QueueError | CompletionError | TimeoutError,
}
