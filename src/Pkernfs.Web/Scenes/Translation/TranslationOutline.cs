using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The translation as a tree of sentences: all that the drawing shows, and below it every table down to its single entries.</summary>
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

    /// <summary>The way to the entry where the walk ends; null without a walk, or where it passes no table.</summary>
    public static OutlinePath? PathToWalk(TranslationView view) =>
        view.Walk is { } walk && view.Tree.Find(walk.Device)?.Domain is { } domain && new TableOutline(walk.Device, domain).PathTo(walk) is { } path
            ? path with { Unfolds = [$"device:{walk.Device}", $"tables:{walk.Device}", .. path.Unfolds] } : null;

    /// <summary>The drawing in one sentence.</summary>
    public static string Sentence(TranslationView view)
    {
        string devices = string.Join(", ", view.Tree.Devices.Select(device => $"{device.Address} {Reach(device)}"));
        return $"Translation from the root table to the pages: {devices}. The list holds all of it.";
    }

    private static string Reach(TranslationDevice device) => device.Reach switch
    {
        DmaReach.Translated => $"translates through {TranslationWords.Tables(device.Domain!)} to {TranslationWords.Mapped(device.Domain!)}",
        DmaReach.PassThrough => "passes through",
        DmaReach.Untranslated => "is not translated",
        _ => $"is blocked, {FaultReasons.Describe(device.Refusal)}",
    };

    private static OutlineItem Bus(TranslationView view, TranslationBus bus)
    {
        string words = bus.Refusal == FaultReason.None
            ? $"Bus {bus.Bus:x2}: context table at {bus.Entry.ContextTable}, of the board's other functions {bus.OthersPresent} present, {bus.OthersAbsent} with P = 0{(bus.Strays > 0 ? $", {bus.Strays} for no device of the board" : "")}"
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
            children.Add(new($"tables:{device.Address}", 2, $"{TranslationWords.Tables(domain)}, {(domain.IsPersistent ? "kept across kexec" : "in ordinary RAM, lost at kexec")}", null, [new TableOutline(device.Address, domain).Top(3)]));
            var runs = new RunOutline(device.Address, domain);
            children.Add(new($"runs:{device.Address}", 2, $"{TranslationWords.Runs(domain, "leaf runs")}, {TranslationWords.Mapped(domain)}", null, [.. domain.Runs.Select(run => runs.Item(run, 3)), .. VanishedRuns(view, device), .. runs.More(3)]));
        }
        else if (view.VanishedDomain(device) is { } gone)
        {
            children.Add(new($"tables:{device.Address}", 2, $"Vanished: {TranslationWords.Tables(gone)} from {gone.Root.Table}, {TranslationWords.Runs(gone, "leaf runs")}, {TranslationWords.Mapped(gone)}", null, []));
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

    private static IEnumerable<OutlineItem> VanishedRuns(TranslationView view, TranslationDevice device)
    {
        foreach (var run in view.VanishedRuns(device))
            yield return new($"run:{device.Address}:{run.Input.Start}", 3, $"Vanished: {RunOutline.Words(run)}", new Selection.DeviceAddress(device.Address, run.Input.Start), []);
    }

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
