using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>All who map or hold a page.</summary>
internal static class MapperFacts
{
    public static IEnumerable<InspectorBlock> Of(PageMappers mappers, bool kernelRuns)
    {
        yield return new InspectorBlock.Facts([.. Facts(mappers, kernelRuns)]);
        if (mappers.Devices.IsEmpty && mappers.Processes.IsEmpty) yield return new InspectorBlock.Sentence("No device and no process maps it.", SentenceLook.None);
    }

    public static string Rights(AccessRights rights) => rights switch
    {
        AccessRights.ReadWrite => "RW",
        AccessRights.Read => "R",
        AccessRights.Write => "W",
        _ => "–",
    };

    private static IEnumerable<InspectorFact> Facts(PageMappers mappers, bool kernelRuns)
    {
        yield return new("Page", [Mono(mappers.Frame.Address, new Selection.Frame(mappers.Frame))]);
        if (mappers.File is { } file) yield return new("File", FormattableString.Invariant($"{file.Path}, offset 0x{file.Offset.Value:x}, block {file.Block}"));
        foreach (var device in mappers.Devices) yield return new("Device", [.. Device(device)]);
        foreach (var process in mappers.Processes)
            yield return new("Process", [new($"{process.Process} at "), Mono(process.Address), new($", {Rights(process.Rights)}, {process.PageSize}")]);
        foreach (var one in mappers.DmaRecords)
        {
            var at = one.Record.Virtual!.Value + (one.Iova - one.Record.Range.Start);
            yield return new("DMA record", [new($"{one.Record.Holder}: "), Mono(one.Iova), new(" → "), Mono(at), new($", 1 of {one.Record.PinnedPages} pins")]);
        }
        yield return new("Kernel", !kernelRuns ? [new("no kernel: no direct map, no allocator, no pins", FactLook.Bold)]
            : mappers.DirectMap is { } direct ? [new("direct map at "), Mono(direct)]
            : [new("not in the direct map")]);
        if (kernelRuns) yield return new("Allocator", mappers.Allocation is { } allocation ? allocation.Label : "did not hand it out");
    }

    private static IEnumerable<FactWord> Device(DeviceMapper device)
    {
        yield return Mono(device.Function, new Selection.DeviceAddress(device.Function, device.Iova));
        yield return new(" at ");
        yield return Mono(device.Iova);
        yield return new($", {Rights(device.Rights)}, {device.PageSize}");
        if (!device.Translated) yield return new(" not translated", FactLook.Bold);
        if (!device.BusMaster) yield return new(" bus master off", FactLook.Quiet);
    }

    private static FactWord Mono<T>(T value, Selection? select = null)
        where T : struct => new(value.ToString()!, FactLook.Mono, select);
}
