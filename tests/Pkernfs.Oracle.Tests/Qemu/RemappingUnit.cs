namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>The registers of QEMU's intel-iommu, driven as a kernel would (VT-d 11.4).</summary>
public sealed class RemappingUnit
{
    private const ulong Base = 0xfed90000;
    private const ulong CapabilityOffset = 0x08;
    private const ulong ExtendedCapabilityOffset = 0x10;
    private const ulong GlobalCommandOffset = 0x18;
    private const ulong GlobalStatusOffset = 0x1c;
    private const ulong RootTableAddressOffset = 0x20;
    private const ulong FaultStatusOffset = 0x34;

    private const uint TranslationEnable = 1u << 31;
    private const uint SetRootTablePointer = 1u << 30;
    private const uint PendingFault = 1u << 1;
    private const uint FaultBit = 1u << 31;

    /// <summary>IVT with IIRG = 1: drop the whole IOTLB.</summary>
    private const ulong InvalidateAll = (1ul << 63) | (1ul << 60);

    private readonly QtestConnection _qtest;
    private readonly ulong _faultRecords;
    private readonly ulong _iotlbInvalidate;

    public RemappingUnit(QtestConnection qtest)
    {
        _qtest = qtest;
        Capability = qtest.ReadQword(Base + CapabilityOffset);
        ExtendedCapability = qtest.ReadQword(Base + ExtendedCapabilityOffset);
        _faultRecords = Base + (((Capability >> 24) & 0x3ff) * 16);
        _iotlbInvalidate = Base + (((ExtendedCapability >> 8) & 0x3ff) * 16) + 8;
    }

    public ulong Capability { get; }

    public ulong ExtendedCapability { get; }

    /// <summary>Programs RTADDR and makes it count (SRTP). Translation must be off.</summary>
    public void SetRootTable(ulong register)
    {
        _qtest.WriteQword(Base + RootTableAddressOffset, register);
        _qtest.WriteDword(Base + GlobalCommandOffset, SetRootTablePointer);
        Expect(SetRootTablePointer, SetRootTablePointer, "take the root table pointer");
    }

    /// <summary>Turns translation on or off; either way every cache of the unit is emptied.</summary>
    public void Translate(bool on)
    {
        _qtest.WriteDword(Base + GlobalCommandOffset, on ? TranslationEnable : 0);
        Expect(TranslationEnable, on ? TranslationEnable : 0, on ? "turn translation on" : "turn translation off");
    }

    /// <summary>Empties the IOTLB: a cached entry of too little permission drops an access without a record.</summary>
    public void InvalidateIotlb() => _qtest.WriteQword(_iotlbInvalidate, InvalidateAll);

    /// <summary>The pending fault, which is cleared: further ones of the same source would be lost while it stands.</summary>
    public FaultRecord? TakeFault()
    {
        uint status = _qtest.ReadDword(Base + FaultStatusOffset);
        if ((status & PendingFault) == 0) return null;
        ulong record = _faultRecords + (((status >> 8) & 0xff) * 16);
        ulong low = _qtest.ReadQword(record);
        ulong high = _qtest.ReadQword(record + 8);
        _qtest.WriteDword(record + 12, FaultBit);
        return FaultRecord.Decode(low, high)
            ?? throw new IOException($"The unit reports a pending fault (FSTS 0x{status:x}) but its record is empty.");
    }

    private void Expect(uint mask, uint value, string what)
    {
        uint status = _qtest.ReadDword(Base + GlobalStatusOffset);
        if ((status & mask) != value) throw new IOException($"The unit did not {what}: GSTS is 0x{status:x}.");
    }
}
