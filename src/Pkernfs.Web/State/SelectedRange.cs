using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Web.State;

/// <summary>Where a selected thing lies in physical memory.</summary>
public static class SelectedRange
{
    /// <summary>Empty where it has no place in memory.</summary>
    public static PhysicalRange Of(Selection? selection, PlatformState? platform) => selection switch
    {
        Selection.Frame frame => new(frame.Number.Address, ByteCount.Page),
        Selection.Bytes bytes => bytes.Range,
        Selection.Entry { Table: TableKind.Root or TableKind.Context } entry => new(entry.Base + new ByteCount(16 * (ulong)entry.Index), new(16)),
        Selection.Entry entry => new(entry.Base + new ByteCount(8 * (ulong)entry.Index), new(8)),
        Selection.DeviceAddress place when platform is not null
            && platform.Unit.Walk(platform.Memory, place.Device, place.Address, AccessKind.Read) is { ReachesMemory: true } reached => new(reached.Physical.AlignDown(ByteCount.Page), ByteCount.Page),
        _ => default,
    };
}
