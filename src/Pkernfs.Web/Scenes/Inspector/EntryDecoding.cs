using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Kernel;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>Decodes an entry as what a link says it is, whether a table holds it now or not.</summary>
internal static class EntryDecoding
{
    public static DecodedEntry As(TableKind table, PhysicalAddress at, MomentInspection moment)
    {
        var unit = moment.Platform.Unit;
        ulong low = Word(moment, at);
        return table switch
        {
            TableKind.Root => RemappingEntries.Root(at, low, Word(moment, at + new ByteCount(8)), unit.Description.HostAddressWidth),
            TableKind.Context => RemappingEntries.Context(at, low, Word(moment, at + new ByteCount(8)), unit.Description.HostAddressWidth, unit.Capability, unit.ExtendedCapability),
            TableKind.Cpu1 or TableKind.Cpu2 or TableKind.Cpu3 or TableKind.Cpu4 or TableKind.Cpu5 => PageTableEntries.X86At(at, low, LevelOf(table), KernelContext.ProcessorLimits),
            _ => PageTableEntries.SecondStageAt(at, low, LevelOf(table), unit.SecondStageLimits),
        };
    }

    private static int LevelOf(TableKind table) => table.ToString()[^1] - '0';

    private static ulong Word(MomentInspection moment, PhysicalAddress at) =>
        moment.Platform.Memory.TryReadWord(at.AlignDown(new(8)), out ulong word) ? word : 0;
}
