using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>The entries that the unit reads for a request, each by its own decoder.</summary>
public static class WalkSteps
{
    public static DecodedEntry Decode(DmaWalkStep step, VtdUnit unit) => step.Level switch
    {
        DmaWalkLevel.Root => RemappingEntries.Root(step.EntryAddress, step.Low, step.High, unit.Description.HostAddressWidth),
        DmaWalkLevel.Context => RemappingEntries.Context(step.EntryAddress, step.Low, step.High, unit.Description.HostAddressWidth, unit.Capability, unit.ExtendedCapability),
        _ => PageTableEntries.SecondStageAt(step.EntryAddress, step.Low, step.PageTableLevel, unit.SecondStageLimits),
    };
}
