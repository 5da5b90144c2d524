namespace Pkernfs.Core.Platform.Vtd;

/// <summary>Where the unit's registers are in its window, in bytes from the DRHD's base (VT-d 11.4). Two groups move: see <see cref="Capability.FaultRecordOffset"/> and <see cref="ExtendedCapability.IotlbOffset"/>.</summary>
public static class VtdRegisters
{
    public const int Version = 0x00;
    public const int Capability = 0x08;
    public const int ExtendedCapability = 0x10;
    public const int GlobalCommand = 0x18;
    public const int GlobalStatus = 0x1c;
    public const int RootTableAddress = 0x20;
    public const int ContextCommand = 0x28;
    public const int FaultStatus = 0x34;
    public const int FaultEventControl = 0x38;
    public const int FaultEventData = 0x3c;
    public const int FaultEventAddress = 0x40;
    public const int FaultEventUpperAddress = 0x44;
    public const int FaultLog = 0x58;
    public const int ProtectedMemoryEnable = 0x64;
    public const int ProtectedLowBase = 0x68;
    public const int ProtectedLowLimit = 0x6c;
    public const int ProtectedHighBase = 0x70;
    public const int ProtectedHighLimit = 0x78;
    public const int QueueHead = 0x80;
    public const int QueueTail = 0x88;
    public const int QueueAddress = 0x90;
    public const int CompletionStatus = 0x9c;
    public const int CompletionEventControl = 0xa0;
    public const int CompletionEventData = 0xa4;
    public const int CompletionEventAddress = 0xa8;
    public const int CompletionEventUpperAddress = 0xac;
    public const int QueueErrorRecord = 0xb0;
    public const int InterruptTableAddress = 0xb8;
    public const int PageQueueHead = 0xc0;
    public const int PageQueueTail = 0xc8;
    public const int PageQueueAddress = 0xd0;
    public const int PageRequestStatus = 0xdc;
    public const int PageEventControl = 0xe0;
    public const int PageEventData = 0xe4;
    public const int PageEventAddress = 0xe8;
    public const int PageEventUpperAddress = 0xec;

    /// <summary>From <see cref="ExtendedCapability.IotlbOffset"/> on.</summary>
    public const int InvalidateAddress = 0x00;

    /// <summary>From <see cref="ExtendedCapability.IotlbOffset"/> on.</summary>
    public const int IotlbInvalidate = 0x08;
}
