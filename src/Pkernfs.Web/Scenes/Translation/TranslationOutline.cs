using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The translation as a tree of sentences: all that the drawing shows, unfolded.</summary>
public static class TranslationOutline
{
    public static ImmutableArray<OutlineItem> Of(TranslationView view)
    {
        var tree = view.Tree;
        string root = tree.RootTable is { } table ? $"Root table at {table}, translation {(tree.IsOn ? "on" : "off")}" : $"No root table is set; RTADDR holds {tree.RootRegister}";
        return
        [
            new("root", 1, root, tree.RootTable is { } at ? new Selection.Frame(at.Frame) : new Selection.Register("RTADDR"), [.. tree.Buses.Select(bus => Bus(view, bus))]),
            .. tree.Devices.Select(device => Device(view, device)),
            Processor(view),
            new("changes", 1, view.Changes.Rows.IsEmpty ? ChangeRow.Nothing : $"Since the step before: {view.Changes.Count}", null, [.. view.Changes.Rows.Select(row => new OutlineItem($"change:{row.Number}", 2, row.Sentence, null, []))]),
        ];
    }

    /// <summary>The drawing in one sentence.</summary>
    public static string Sentence(TranslationView view)
    {
        string devices = string.Join(", ", view.Tree.Devices.Select(device => $"{device.Address} {Reach(device)}"));
        return $"Translation from the root table to the pages: {devices}. The list holds all of it.";
    }

    private static string Reach(TranslationDevice device) => device.Reach switch
    {
        DmaReach.Translated => $"translates through {device.Domain!.TableCount} tables to {TranslationWords.Amount(device.Domain.Mapped)}",
        DmaReach.PassThrough => "passes through",
        DmaReach.Untranslated => "is not translated",
        _ => $"is blocked, {FaultReasons.Describe(device.Refusal)}",
    };

    private static OutlineItem Bus(TranslationView view, TranslationBus bus)
    {
        string words = bus.Refusal == FaultReason.None
            ? $"Bus {bus.Bus:x2}: context table at {bus.Entry.ContextTable}, {bus.OthersPresent} other entries present, {bus.OthersAbsent} with P = 0{(bus.Strays > 0 ? $", {bus.Strays} for no device of the board" : "")}"
            : $"Bus {bus.Bus:x2}: {FaultReasons.Describe(bus.Refusal)}";
        return new($"bus:{bus.Bus:x2}", 2, words, view.Tree.RootTable is { } root ? new Selection.Entry(TableKind.Root, root, bus.Bus) : null, []);
    }

    private static OutlineItem Device(TranslationView view, TranslationDevice device)
    {
        string words = $"{device.Address}, {view.LabelOf(device.Address)}: {Reach(device)}{(device.BusMaster ? "" : ", bus master off")}";
        var children = ImmutableArray.CreateBuilder<OutlineItem>();
        if (device.Context is { } entry && device.ContextTable is { } table)
        {
            string context = entry.Present ? EntryWords(entry) : "Context entry: P = 0";
            if (!entry.Present && view.Before?.Tree.Find(device.Address)?.Context is { Present: true } former) context += $"; vanished: {EntryWords(former)}";
            children.Add(new($"entry:{device.Address}", 2, context, new Selection.Entry(TableKind.Context, table, device.Address.DevFn), []));
        }
        if (view.Blocked.GetValueOrDefault(device.Address) is { } blocked) children.Add(new($"blocked:{device.Address}", 2, blocked, null, []));
        if (view.Sides.Software.FirstOrDefault(side => side.Device == device.Address) is { } software)
            children.Add(new($"software:{device.Address}", 2, Software(software, view.Before?.Sides.Software.FirstOrDefault(side => side.Device == device.Address)), null, []));
        if (device.Domain is { } domain)
        {
            children.Add(new($"tables:{device.Address}", 2, $"{domain.TableCount} tables, {(domain.IsPersistent ? "kept across kexec" : "in ordinary RAM, lost at kexec")}", null, [.. domain.Tables.Select(page => Table(device, page))]));
            children.Add(new($"runs:{device.Address}", 2, $"{domain.RunCount} leaf runs, {TranslationWords.Amount(domain.Mapped)}", null, [.. Runs(device, domain), .. VanishedRuns(view, device)]));
        }
        else if (view.VanishedDomain(device) is { } gone)
        {
            children.Add(new($"tables:{device.Address}", 2, $"Vanished: {gone.TableCount} tables from {gone.Root.Table}, {gone.RunCount} leaf runs, {TranslationWords.Amount(gone.Mapped)}", null, []));
        }
        return new($"device:{device.Address}", 1, words, new Selection.Function(device.Address), children.ToImmutable());
    }

    private static string EntryWords(ContextEntry entry) =>
        $"Context entry: DID {entry.DomainId}, {entry.Levels} levels, {TypeWords(entry.TranslationType)}, tables at {entry.SecondStageTable}";

    private static string Software(TranslationSoftware software, TranslationSoftware? before)
    {
        string record = software.Record is { } domain ? $"Kernel {software.Kernel}: iommu_domain {domain.DomainId}, {domain.Name}" : software.Kernel is null ? "No kernel runs: no iommu_domain" : $"Kernel {software.Kernel}: no iommu_domain";
        if (software.Record is null && before?.Record is { } former) record += $"; vanished: iommu_domain {former.DomainId}, {former.Name}";
        return software.Disagreement is { } differs ? $"{record}; {differs}" : record;
    }

    private static OutlineItem Table(TranslationDevice device, TranslationTable table)
    {
        string words = table switch
        {
            { IsReadable: false } => $"Level {table.Level} table at {table.Address}: not in RAM",
            { IsRepeated: true } => $"Level {table.Level} table at {table.Address}: the tables point in a circle",
            _ => $"Level {table.Level} table at {table.Address}, from iova {table.Input}",
        };
        string key = $"table:{device.Address}:{table.Level}:{table.Input}";
        return new(key, 3, words, new Selection.Frame(table.Address.Frame), [.. table.Lines.Select(line => new OutlineItem(
            $"{key}:{line.First}", 4, Line(table, line), new Selection.Entry(TranslationWords.Table(table.Level), table.Address, line.First), []))]);
    }

    private static string Line(TranslationTable table, TranslationLine line)
    {
        string which = line.Count == 1 ? $"Entry {line.First}" : $"Entries {line.First} to {line.Last}";
        return line.Kind switch
        {
            TranslationLineKind.Table => line.Count == 1 ? $"{which}: table at {line.Target}" : $"{which}: {line.Count} tables",
            TranslationLineKind.Reserved => $"{which}: reserved bits set, refused",
            _ => $"{which}: {line.Count} leaves of {PageTableGeometry.EntryCovers(table.Level)} from {line.Target}, {TranslationWords.Rights(line.Rights)}",
        };
    }

    private static IEnumerable<OutlineItem> Runs(TranslationDevice device, TranslationDomain domain)
    {
        foreach (var run in domain.Runs)
            yield return new($"run:{device.Address}:{run.Input.Start}", 3, RunWords(run), new Selection.DeviceAddress(device.Address, run.Input.Start), []);
    }

    private static IEnumerable<OutlineItem> VanishedRuns(TranslationView view, TranslationDevice device)
    {
        foreach (var run in view.VanishedRuns(device))
            yield return new($"run:{device.Address}:{run.Input.Start}", 3, $"Vanished: {RunWords(run)}", new Selection.DeviceAddress(device.Address, run.Input.Start), []);
    }

    private static string RunWords(TranslationRun run) => run.Problem is null
        ? $"iova {run.Input.Start}, {run.Input.Length} in pages of {run.PageSize}, {TranslationWords.Rights(run.Rights)}, to {run.Output}{(run.Owner is null ? "" : $", {run.Owner}")}"
        : $"iova {run.Input.Start}, {run.Input.Length}: refused, {run.Problem}";

    private static OutlineItem Processor(TranslationView view)
    {
        if (view.Process is not { Mappings.IsEmpty: false } process)
        {
            var former = view.ProcessBefore?.Mappings ?? [];
            return new("cpu", 1, $"CPU side: nothing; {view.ProcessorEnded ?? "no VMM maps a file"}", null, [.. former.Select((mapping, i) => new OutlineItem($"cpu:{i}", 2, $"Vanished: {MappingWords(mapping)}", null, []))]);
        }
        return new("cpu", 1, $"CPU side: {process.Title}", null, [.. process.Mappings.Select((mapping, i) => new OutlineItem(
            $"cpu:{i}", 2, MappingWords(mapping),
            mapping.Runs.IsEmpty ? null : new Selection.Bytes(new(mapping.Runs[0].Output, mapping.Runs[0].Length)), []))]);
    }

    private static string MappingWords(ProcessorMapping mapping) =>
        $"{mapping.Name} at {mapping.Range.Start}, {mapping.Range.Length}, {mapping.Entries} entries{string.Concat(mapping.SharedWith.Where(share => share.Value.Value > 0).Select(share => $", {TranslationWords.Amount(share.Value)} of it the same frames as {share.Key}"))}";

    private static string TypeWords(TranslationType type) => type switch
    {
        TranslationType.Untranslated => "second stage only",
        TranslationType.DeviceTlb => "with a device TLB",
        TranslationType.PassThrough => "pass-through",
        _ => "a reserved type",
    };
}
