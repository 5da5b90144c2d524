namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The page request queue's registers (VT-d 11.4.12 and on), where ECAP.PRS has them. No device here asks for pages, so PRS stays clear and the unit never moves PQT.</summary>
public sealed partial record VtdUnit
{
    /// <summary>PQA and PQS.</summary>
    private const ulong PageQueueAddressWritable = VtdTable.AddressMask | 7;

    /// <summary>PQH and PQT hold bits 18:5: entries are 32 bytes.</summary>
    private const uint PageQueueOffsetMask = 0x7ffe0;

    private uint PageQueueHead { get; init; }

    private uint PageQueueTail { get; init; }

    private ulong PageQueueAddress { get; init; }

    /// <summary>The page request event's registers.</summary>
    public EventRegisters PageEvent { get; private init; } = EventRegisters.Reset;
}
