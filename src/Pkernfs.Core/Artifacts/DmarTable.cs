using System.Buffers.Binary;

namespace Pkernfs.Core.Artifacts;

/// <summary>The head of an ACPI DMAR table (VT-d 8.1) and of the remapping hardware unit in it (VT-d 8.3).</summary>
public static class DmarTable
{
    private const int HostAddressWidthOffset = 36;
    private const int FirstStructureOffset = 48;
    private const ushort HardwareUnit = 0;

    /// <summary>Bits of physical address that the platform decodes: the stored byte + 1. Null when the bytes are no DMAR table.</summary>
    public static int? HostAddressWidth(ReadOnlySpan<byte> table) => IsTable(table) ? table[HostAddressWidthOffset] + 1 : null;

    /// <summary>Where the first unit's registers are; null when the table has none.</summary>
    public static PhysicalAddress? RegisterBase(ReadOnlySpan<byte> table)
    {
        if (!IsTable(table)) return null;
        int at = FirstStructureOffset;
        while (at + 16 <= table.Length)
        {
            ushort length = BinaryPrimitives.ReadUInt16LittleEndian(table[(at + 2)..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(table[at..]) == HardwareUnit) return new(BinaryPrimitives.ReadUInt64LittleEndian(table[(at + 8)..]));
            if (length < 4) return null;
            at += length;
        }
        return null;
    }

    private static bool IsTable(ReadOnlySpan<byte> table) => table.Length >= FirstStructureOffset && table.StartsWith("DMAR"u8);
}
