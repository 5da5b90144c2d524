using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>E820 type numbers (ACPI 15) and the kernel log's words for them.</summary>
public static class E820Type
{
    public static FirmwareRangeKind Kind(uint type) => type switch
    {
        1 => FirmwareRangeKind.Usable,
        2 => FirmwareRangeKind.Reserved,
        3 => FirmwareRangeKind.AcpiData,
        4 => FirmwareRangeKind.AcpiNvs,
        5 => FirmwareRangeKind.Unusable,
        7 or 12 => FirmwareRangeKind.Persistent,
        0xefffffff => FirmwareRangeKind.SoftReserved,
        _ => FirmwareRangeKind.Other,
    };

    /// <summary>Which of two overlapping ranges holds: the kernel takes the higher type.</summary>
    public static uint Precedence(FirmwareRangeKind kind) => kind switch
    {
        FirmwareRangeKind.Usable => 1,
        FirmwareRangeKind.Reserved => 2,
        FirmwareRangeKind.AcpiData => 3,
        FirmwareRangeKind.AcpiNvs => 4,
        FirmwareRangeKind.Unusable => 5,
        FirmwareRangeKind.Persistent => 12,
        FirmwareRangeKind.SoftReserved => 0xefffffff,
        _ => 13,
    };

    /// <summary>The classic log word: "usable", "ACPI NVS".</summary>
    public static string Word(FirmwareRangeKind kind) => kind switch
    {
        FirmwareRangeKind.Usable => "usable",
        FirmwareRangeKind.Reserved => "reserved",
        FirmwareRangeKind.AcpiData => "ACPI data",
        FirmwareRangeKind.AcpiNvs => "ACPI NVS",
        FirmwareRangeKind.Unusable => "unusable",
        FirmwareRangeKind.SoftReserved => "soft reserved",
        FirmwareRangeKind.Persistent => "persistent (type 12)",
        _ => "other",
    };
}
