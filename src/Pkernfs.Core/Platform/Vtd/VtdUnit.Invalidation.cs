namespace Pkernfs.Core.Platform.Vtd;

/// <summary>Forgetting: what CCMD, the IOTLB registers and the queue have in common, and the registers' side of it.</summary>
public sealed partial record VtdUnit
{
    private const ulong InvalidateBit = 1UL << 63;
    private const int ContextRequestedShift = 61;
    private const int ContextActualShift = 59;
    private const int IotlbRequestedShift = 60;
    private const int IotlbActualShift = 57;
    private const int IotlbDomainShift = 32;

    /// <summary>ICC, CIRG, FM, SID and DID.</summary>
    private const ulong ContextCommandWritable = 0xe000_0003_ffff_ffff;

    /// <summary>FM and SID are write-only.</summary>
    private const ulong ContextCommandReadable = ~0x3_ffff_0000UL;

    /// <summary>IVT, IIRG, DR, DW and DID.</summary>
    private const ulong IotlbWritable = 0xb003_ffff_0000_0000;

    /// <summary>ADDR, IH and AM.</summary>
    private const ulong InvalidateAddressWritable = ~0xf80UL;
    private const ulong AddressMaskField = 0x3f;

    private ulong ContextCommandRegister { get; init; }

    private ulong InvalidateAddressRegister { get; init; }

    private ulong IotlbRegister { get; init; }

    /// <summary>CCMD: setting ICC invalidates, is done before the write returns (ICC reads 0), and CAIG tells how much was covered. Ignored while the queue is on.</summary>
    private VtdUnit WriteContextCommand(int offset, uint value)
    {
        if (QueuedInvalidationEnabled) return this;
        ulong command = WithHalf(ContextCommandRegister, offset, value, ContextCommandWritable);
        if ((command & InvalidateBit) == 0) return this with { ContextCommandRegister = command };
        var granularity = (InvalidationGranularity)(command >> ContextRequestedShift & 3);
        var next = InvalidateContexts(granularity, (ushort)command, (ushort)(command >> 16), (int)(command >> 32) & 3);
        ulong done = command & ~(InvalidateBit | (3UL << ContextActualShift));
        return next with { ContextCommandRegister = done | ((ulong)(uint)granularity << ContextActualShift) };
    }

    /// <summary>IOTLB: setting IVT invalidates, is done before the write returns (IVT reads 0), and IAIG tells how much was covered. Ignored while the queue is on.</summary>
    private VtdUnit WriteIotlbInvalidate(int offset, uint value)
    {
        if (QueuedInvalidationEnabled) return this;
        ulong command = WithHalf(IotlbRegister, offset, value, IotlbWritable);
        if ((command & InvalidateBit) == 0) return this with { IotlbRegister = command };
        var granularity = (InvalidationGranularity)(command >> IotlbRequestedShift & 3);
        int mask = (int)(InvalidateAddressRegister & AddressMaskField);
        // A request that is finer than the unit can do covers the whole domain (VT-d 11.4).
        if (granularity == InvalidationGranularity.DeviceOrPage && !CanInvalidatePages(mask)) granularity = InvalidationGranularity.Domain;
        var next = InvalidateIotlb(granularity, (ushort)(command >> IotlbDomainShift), new(InvalidateAddressRegister), mask);
        ulong done = command & ~(InvalidateBit | (3UL << IotlbActualShift));
        return next with { IotlbRegister = done | ((ulong)(uint)granularity << IotlbActualShift) };
    }

    private bool CanInvalidatePages(int mask) => Capability.PageSelectiveInvalidation && mask <= Capability.MaximumAddressMask;

    /// <summary>Forgets context entries. A device's are those of its source id, the lowest function bits ignored as FM says, and of the domain.</summary>
    private VtdUnit InvalidateContexts(InvalidationGranularity granularity, ushort domainId, ushort sourceId, int functionMask)
    {
        // FM 0, 1, 2, 3: none, bit 2, bits 2:1, bits 2:0 of the function do not count.
        int ignored = functionMask switch { 0 => 0, 1 => 4, 2 => 6, _ => 7 };
        return granularity switch
        {
            InvalidationGranularity.Global => this with { ContextCache = [] },
            InvalidationGranularity.Domain => this with { ContextCache = ContextCache.RemoveAll(cached => cached.DomainId == domainId) },
            InvalidationGranularity.DeviceOrPage => this with
            {
                ContextCache = ContextCache.RemoveAll(cached =>
                    cached.DomainId == domainId && ((cached.Requester.SourceId ^ sourceId) & ~ignored) == 0),
            },
            _ => this,
        };
    }

    /// <summary>Forgets leaves. Pages are 2^mask of 4 KiB, naturally aligned; a large leaf goes when any of it is covered.</summary>
    private VtdUnit InvalidateIotlb(InvalidationGranularity granularity, ushort domainId, Iova address, int mask)
    {
        switch (granularity)
        {
            case InvalidationGranularity.Global:
                return this with { Iotlb = [] };
            case InvalidationGranularity.Domain:
                return this with { Iotlb = Iotlb.RemoveAll(cached => cached.DomainId == domainId) };
            case InvalidationGranularity.DeviceOrPage:
                int shift = 12 + mask;
                ulong first = shift >= 64 ? 0 : address.Value >> shift << shift;
                ulong last = shift >= 64 ? ulong.MaxValue : first + ((1UL << shift) - 1);
                return this with
                {
                    Iotlb = Iotlb.RemoveAll(cached =>
                        cached.DomainId == domainId && cached.Input.Value <= last && cached.Input.Value + (cached.PageSize.Value - 1) >= first),
                };
            default:
                return this;
        }
    }
}
