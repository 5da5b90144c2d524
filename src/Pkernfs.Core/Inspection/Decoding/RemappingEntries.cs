using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>Root and context entries, legacy mode (VT-d 9.1, 9.3).</summary>
public static class RemappingEntries
{
    /// <param name="hostAddressWidth">Bits of physical address that the platform decodes; those above are reserved.</param>
    public static DecodedEntry Root(PhysicalAddress address, ulong low, ulong high, int hostAddressWidth)
    {
        var entry = new RootEntry(low, high);
        var fields = new FieldList(low, high).Flag(0, "P", "present", "not present: every request of this bus faults with 0x1");
        string summary = entry.Present ? $"context table at {entry.ContextTable}" : "not present";
        if (!entry.Present) return fields.Ignored(63, 1).Ignored(127, 64).Entry("root entry", address, "VT-d 9.1", summary);
        fields.Reserved(11, 1).Address(hostAddressWidth - 1, 12, "CTP", "the bus's context table");
        if (hostAddressWidth < 64) fields.Reserved(63, hostAddressWidth, "address bits that the platform lacks");
        return fields.Reserved(127, 64).Entry("root entry", address, "VT-d 9.1", summary);
    }

    /// <param name="capability">Says which AW are supported.</param>
    /// <param name="extended">Says which TT are supported.</param>
    public static DecodedEntry Context(PhysicalAddress address, ulong low, ulong high, int hostAddressWidth, Capability capability, ExtendedCapability extended)
    {
        var entry = new ContextEntry(low, high);
        string summary = Summary(entry);
        var fields = new FieldList(low, high)
            .Flag(0, "P", "present", "not present: DMA faults with 0x2")
            .Flag(1, "FPD", "faults are not recorded", "faults are recorded");
        if (!entry.Present) return fields.Ignored(63, 2).Ignored(127, 64).Entry("context entry", address, "VT-d 9.3", summary);

        bool typeRefused = entry.TranslationType switch
        {
            TranslationType.Untranslated => false,
            TranslationType.DeviceTlb => !extended.DeviceTlb,
            TranslationType.PassThrough => !extended.PassThrough,
            _ => true,
        };
        bool widthRefused = !capability.SupportsAddressWidth(entry.AddressWidth);
        fields.Code(3, 2, "TT", TypeOf(entry.TranslationType) + (typeRefused ? "; not supported by this unit" : ""), typeRefused)
            .Reserved(11, 4)
            .Address(hostAddressWidth - 1, 12, "SLPTPTR", entry.TranslationType == TranslationType.PassThrough ? "not used with pass-through" : $"top table, level {entry.Levels}");
        if (hostAddressWidth < 64) fields.Reserved(63, hostAddressWidth, "address bits that the platform lacks");
        return fields
            .Number(66, 64, "AW", $"{30 + (9 * entry.AddressWidth)} bits, {entry.Levels} levels" + (widthRefused ? "; not supported by this unit" : ""), widthRefused)
            .Ignored(70, 67, "software's own")
            .Reserved(71, 71)
            .Number(87, 72, "DID", "tags cached entries")
            .Reserved(127, 88)
            .Entry("context entry", address, "VT-d 9.3", summary);
    }

    private static string Summary(ContextEntry entry) =>
        !entry.Present ? "not present"
        : entry.TranslationType == TranslationType.PassThrough ? $"pass-through, DID {entry.DomainId}"
        : $"{entry.Levels} levels from {entry.SecondStageTable}, DID {entry.DomainId}";

    private static string TypeOf(TranslationType type) => type switch
    {
        TranslationType.Untranslated => "through the second-stage tables",
        TranslationType.DeviceTlb => "second stage, device TLB allowed",
        TranslationType.PassThrough => "pass-through, not translated",
        _ => "reserved",
    };
}
