using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Streaming;

/// <summary>What a client needs of a board to draw it.</summary>
/// <param name="Ram">Where RAM answers, by address.</param>
/// <param name="FirmwareMap">The E820 map, by address.</param>
public sealed record BoardSummary(string Name, IReadOnlyList<AddressSpan> Ram, IReadOnlyList<FirmwareSpan> FirmwareMap, IReadOnlyList<FunctionSummary> Functions)
{
    public static BoardSummary Of(LiveUpdatePlan plan) => new(
        plan.Board.Name,
        [.. plan.Board.Ram.Select(AddressSpan.Of)],
        [.. plan.Board.FirmwareMap.Select(range => new FirmwareSpan(range.Range.Start.Value, range.Range.Length.Value, VerbOutput.Word(range.Kind)))],
        [.. plan.Board.Functions.Select(function => FunctionSummary.Of(function, plan.Devices.FirstOrDefault(device => device.Address == function.Address)))]);
}

/// <summary>A run of physical addresses, in bytes.</summary>
public sealed record AddressSpan(ulong Start, ulong Length)
{
    public static AddressSpan Of(PhysicalRange range) => new(range.Start.Value, range.Length.Value);
}

/// <summary>One line of the E820 map.</summary>
/// <param name="Kind">"usable", "reserved", "acpi-data", "acpi-nvs", "unusable", "soft-reserved", "persistent", "other".</param>
public sealed record FirmwareSpan(ulong Start, ulong Length, string Kind);

/// <summary>A PCI function, and its part in the run.</summary>
/// <param name="Address">"01:00.0".</param>
/// <param name="SourceId">Bus in bits 15:8, device in 7:3, function in 2:0; packed landings name functions by it.</param>
/// <param name="ClassCode">24 bits: class, subclass, programming interface.</param>
/// <param name="Label">What people call it; null where it does no DMA in this run.</param>
/// <param name="Persistent">True when it is carried across the kexec.</param>
public sealed record FunctionSummary(string Address, int SourceId, int Vendor, int Device, uint ClassCode, int IommuGroup, string Driver, string? Label, bool Persistent)
{
    public static FunctionSummary Of(BoardFunction function, DevicePlan? device) => new(
        function.Address.ToString(),
        function.Address.SourceId,
        function.Vendor,
        function.Device,
        function.ClassCode,
        function.IommuGroup,
        function.Driver,
        device?.Label,
        device is { Persistent: true });
}
