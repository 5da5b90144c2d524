namespace Pkernfs.Core.Platform.Vtd;

/// <summary>A descriptor of the invalidation queue (VT-d 6.5.2): what software puts in, and what the unit takes out.</summary>
/// <param name="Low">Bits 63:0; the type is in [3:0] with [11:9] above it.</param>
/// <param name="High">Bits 127:64.</param>
public readonly record struct InvalidationDescriptor(ulong Low, ulong High)
{
    public const int Size = 16;

    /// <summary>The size with IQA.DW; the upper half is zero for every type here.</summary>
    public const int WideSize = 32;

    private const int GranularityShift = 4;
    private const int DomainIdShift = 16;
    private const int SourceIdShift = 32;
    private const int FunctionMaskShift = 48;
    private const int StatusDataShift = 32;
    private const ulong InterruptBit = 1UL << 4;
    private const ulong StatusWriteBit = 1UL << 5;
    private const ulong FenceBit = 1UL << 6;

    public InvalidationDescriptorType Type => (InvalidationDescriptorType)((Low & 0xf) | (Low >> 5 & 0x70));

    public InvalidationGranularity Granularity => (InvalidationGranularity)(Low >> GranularityShift & 3);

    public ushort DomainId => (ushort)(Low >> DomainIdShift);

    public ushort SourceId => (ushort)(Low >> SourceIdShift);

    /// <summary>FM: how many of the lowest function bits do not count.</summary>
    public int FunctionMask => (int)(Low >> FunctionMaskShift) & 3;

    /// <summary>The first page of a page-selective IOTLB invalidation.</summary>
    public Iova Address => new(High & ~0xfffUL);

    /// <summary>AM: log2 of the pages.</summary>
    public int AddressMask => (int)High & 0x3f;

    /// <summary>IF of a wait: raise the completion event.</summary>
    public bool WantsInterrupt => (Low & InterruptBit) != 0;

    /// <summary>SW of a wait: write the status data to the status address.</summary>
    public bool WantsStatusWrite => (Low & StatusWriteBit) != 0;

    public uint StatusData => (uint)(Low >> StatusDataShift);

    /// <summary>Where a wait's four bytes go.</summary>
    public PhysicalAddress StatusAddress => new(High);

    /// <summary>True when a bit is set that the type leaves reserved, or a granularity is none.</summary>
    public bool HasReservedFields => Type switch
    {
        InvalidationDescriptorType.ContextCache => (Low & 0xfffc_0000_0000_f1c0) != 0 || High != 0 || Granularity == InvalidationGranularity.Reserved,
        InvalidationDescriptorType.Iotlb => (Low & 0xffff_ffff_0000_f100) != 0 || (High & 0xf80) != 0 || Granularity == InvalidationGranularity.Reserved,
        InvalidationDescriptorType.InterruptEntryCache => (Low & 0xffff_0000_07ff_f1e0) != 0 || High != 0,
        InvalidationDescriptorType.Wait => (Low & 0xffff_f100) != 0 || (High & 3) != 0,
        _ => false,
    };

    public static InvalidationDescriptor ContextCacheGlobal() => Of(InvalidationDescriptorType.ContextCache, InvalidationGranularity.Global, 0);

    public static InvalidationDescriptor ContextCacheDomain(ushort domainId) => Of(InvalidationDescriptorType.ContextCache, InvalidationGranularity.Domain, domainId);

    public static InvalidationDescriptor ContextCacheDevice(ushort domainId, PciAddress device, int functionMask = 0)
    {
        var descriptor = Of(InvalidationDescriptorType.ContextCache, InvalidationGranularity.DeviceOrPage, domainId);
        return descriptor with { Low = descriptor.Low | ((ulong)device.SourceId << SourceIdShift) | ((ulong)functionMask << FunctionMaskShift) };
    }

    public static InvalidationDescriptor IotlbGlobal() => Of(InvalidationDescriptorType.Iotlb, InvalidationGranularity.Global, 0);

    public static InvalidationDescriptor IotlbDomain(ushort domainId) => Of(InvalidationDescriptorType.Iotlb, InvalidationGranularity.Domain, domainId);

    /// <summary>2^<paramref name="addressMask"/> pages from <paramref name="address"/> on, which is aligned to that; at most 2^CAP.MAMV.</summary>
    public static InvalidationDescriptor IotlbPages(ushort domainId, Iova address, int addressMask) =>
        Of(InvalidationDescriptorType.Iotlb, InvalidationGranularity.DeviceOrPage, domainId) with { High = (address.Value & ~0xfffUL) | (uint)addressMask };

    /// <summary>Write four bytes once everything before is done. <paramref name="statusAddress"/> is 4-byte aligned.</summary>
    public static InvalidationDescriptor WaitWithStatus(PhysicalAddress statusAddress, uint statusData, bool interrupt = false) => new(
        (ulong)InvalidationDescriptorType.Wait | StatusWriteBit | FenceBit | (interrupt ? InterruptBit : 0) | ((ulong)statusData << StatusDataShift),
        statusAddress.Value);

    private static InvalidationDescriptor Of(InvalidationDescriptorType type, InvalidationGranularity granularity, ushort domainId) =>
        new((ulong)(uint)type | ((ulong)(uint)granularity << GranularityShift) | ((ulong)domainId << DomainIdShift), 0);
}
