using System.Collections.Immutable;

namespace Pkernfs.Core.Platform;

/// <summary>What a machine's firmware and buses say of it: nothing here changes while the machine runs.</summary>
/// <param name="Name">As scenarios name it: "q35-6g".</param>
/// <param name="FirmwareMap">The E820 map as firmware hands it over, by address, without overlaps.</param>
/// <param name="Ram">The address ranges that RAM answers, firmware's own part included, by address.</param>
/// <param name="FirmwareTables">ACPI tables with their places in RAM, by address.</param>
/// <param name="RemappingUnit">The board's DMA-remapping unit; pkernfs as posted knows one.</param>
/// <param name="Functions">The PCI functions, by address.</param>
public sealed record Board(
    string Name,
    ImmutableArray<FirmwareRange> FirmwareMap,
    ImmutableArray<PhysicalRange> Ram,
    ImmutableArray<FirmwareTable> FirmwareTables,
    RemappingUnitDescription RemappingUnit,
    ImmutableArray<BoardFunction> Functions);

/// <summary>One line of the E820 map.</summary>
public sealed record FirmwareRange(PhysicalRange Range, FirmwareRangeKind Kind);

/// <summary>What firmware says a range is, in the kernel's words.</summary>
public enum FirmwareRangeKind
{
    Usable,
    Reserved,
    AcpiData,
    AcpiNvs,
    Unusable,
    SoftReserved,
    Persistent,
    Other,
}

/// <summary>An ACPI table in memory: its four-letter signature and its bytes' range.</summary>
/// <param name="Content">The table's bytes where the board's files hold them; empty where only its place is known.</param>
public sealed record FirmwareTable(string Signature, PhysicalRange Range, ImmutableArray<byte> Content);

/// <summary>A DRHD: where the unit's registers are, and what the unit says it can do.</summary>
/// <param name="HostAddressWidth">Bits of physical address that the platform decodes (DMAR table: stored value + 1).</param>
public sealed record RemappingUnitDescription(PhysicalAddress RegisterBase, ulong Capability, ulong ExtendedCapability, int HostAddressWidth);

/// <summary>A PCI function as enumeration finds it.</summary>
/// <param name="ClassCode">24 bits: class, subclass, programming interface.</param>
/// <param name="DmaMaskBits">How many address bits the function can drive: 32 or 64 as a rule.</param>
/// <param name="IommuGroup">Functions of one group cannot be told apart by the IOMMU's isolation and share a domain.</param>
/// <param name="Driver">The host's driver for it, empty where none binds.</param>
public sealed record BoardFunction(
    PciAddress Address,
    ushort Vendor,
    ushort Device,
    uint ClassCode,
    byte Revision,
    int DmaMaskBits,
    int IommuGroup,
    string Driver,
    ImmutableArray<PhysicalRange> MemoryBars);
