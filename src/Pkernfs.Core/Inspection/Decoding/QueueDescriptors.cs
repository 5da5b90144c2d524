using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>Descriptors of the invalidation queue, 128 bits (VT-d 6.5.2).</summary>
public static class QueueDescriptors
{
    private const string Source = "VT-d 6.5.2";

    public static DecodedEntry At(PhysicalAddress address, ulong low, ulong high)
    {
        var descriptor = new InvalidationDescriptor(low, high);
        var fields = new FieldList(low, high);
        switch (descriptor.Type)
        {
            case InvalidationDescriptorType.ContextCache:
                fields.Hex(3, 0, "Type", "context cache");
                Granularity(fields, descriptor, "one device");
                return fields.Hex(11, 9, "Type[6:4]", "0").Number(31, 16, "DID", "domain id").Hex(47, 32, "SID", descriptor.Granularity == InvalidationGranularity.DeviceOrPage ? $"device {Platform.PciAddress.FromSourceId(descriptor.SourceId)}" : "not used")
                    .Code(49, 48, "FM", "function bits not counted")
                    .Entry("context-cache invalidation", address, Source, $"context cache, {Reach(descriptor, "device " + Platform.PciAddress.FromSourceId(descriptor.SourceId))}");
            case InvalidationDescriptorType.Iotlb:
                fields.Hex(3, 0, "Type", "IOTLB");
                Granularity(fields, descriptor, "some pages");
                return fields.Flag(6, "DW", "drain writes", "no write drain").Flag(7, "DR", "drain reads", "no read drain").Hex(11, 9, "Type[6:4]", "0").Number(31, 16, "DID", "domain id")
                    .Number(69, 64, "AM", $"2^{descriptor.AddressMask} pages").Flag(70, "IH", "leaves only", "tables too").Hex(127, 76, "ADDR", $"from {descriptor.Address}")
                    .Entry("IOTLB invalidation", address, Source, $"IOTLB, {Reach(descriptor, $"{1UL << descriptor.AddressMask} pages from {descriptor.Address}, DID {descriptor.DomainId}")}");
            case InvalidationDescriptorType.InterruptEntryCache:
                return fields.Hex(3, 0, "Type", "interrupt entry cache").Flag(4, "G", "some entries", "all entries").Hex(11, 9, "Type[6:4]", "0").Number(31, 27, "IM", "index mask").Number(47, 32, "IIDX", "interrupt index")
                    .Entry("interrupt-cache invalidation", address, Source, "interrupt entry cache");
            case InvalidationDescriptorType.Wait:
                return fields.Hex(3, 0, "Type", "wait").Flag(4, "IF", "raise the completion event", "no interrupt").Flag(5, "SW", "write the status word", "no status write").Flag(6, "FN", "fence: later ones wait", "no fence").Flag(7, "PD", "drain page requests", "no drain").Hex(11, 9, "Type[6:4]", "0")
                    .Hex(63, 32, "DATA", "written when all before are done").Reserved(65, 64).Address(127, 66, "STATUS", "where it is written")
                    .Entry("invalidation wait", address, Source, $"wait, then write {FieldList.Text(descriptor.StatusData)} to {descriptor.StatusAddress}");
            default:
                bool empty = low == 0 && high == 0;
                return fields.Hex(3, 0, "Type", empty ? "never written" : "not a descriptor of legacy mode", !empty).Ignored(8, 4).Hex(11, 9, "Type[6:4]", "").Ignored(63, 12).Ignored(127, 64)
                    .Entry("queue descriptor", address, Source, empty ? "never written" : "not a descriptor of legacy mode");
        }
    }

    private static void Granularity(FieldList fields, InvalidationDescriptor descriptor, string narrowest) => fields.Code(5, 4, "G", descriptor.Granularity switch
    {
        InvalidationGranularity.Global => "everything",
        InvalidationGranularity.Domain => "one domain",
        InvalidationGranularity.DeviceOrPage => narrowest,
        _ => "reserved",
    }, descriptor.Granularity == InvalidationGranularity.Reserved);

    private static string Reach(InvalidationDescriptor descriptor, string narrowest) => descriptor.Granularity switch
    {
        InvalidationGranularity.Global => "everything",
        InvalidationGranularity.Domain => $"DID {descriptor.DomainId}",
        InvalidationGranularity.DeviceOrPage => narrowest,
        _ => "no granularity",
    };
}
