using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The lowest row: the kernel's record of each device's domain, the VMM's mapping, and the pages where both sides meet.</summary>
public sealed partial class TranslationLayout
{
    private static readonly double _full = TranslationSizes.Device + TranslationSizes.Root + TranslationSizes.Context + (2 * TranslationSizes.Level) + (2 * TranslationSizes.LeafLevel) + TranslationSizes.Runs + (7 * TranslationSizes.Gap);

    private const double _processorWidth = 168;

    private static readonly double _boxHeight = TranslationSizes.NodeHeight(2);

    private void PlaceBelow(double y)
    {
        double x = 0;
        foreach (var device in _view.Ordered.Take(2))
        {
            var software = SoftwareNode(_view.Sides.Software.First(side => side.Device == device.Address), x, y);
            _nodes.Add(software);
            x = software.Right + TranslationSizes.Gap;
        }
        int more = _view.Ordered.Length + _view.Undrawn - 2;
        if (more > 0) PlaceNote("software:more", 2, y + _boxHeight + TranslationSizes.Line, "", $"{more} more devices: see the list", 300, 1);
        var processor = ProcessorNode(x + 8, y);
        var runs = _nodes.FirstOrDefault(node => node.Key == $"runs:{_view.Focus}");
        double right = Math.Max(runs?.Right ?? 0, _full);
        var pages = PagesNode(right - TranslationSizes.Runs, y);
        _nodes.Add(processor);
        if (pages is null) return;
        _nodes.Add(pages);
        bool walked = _view.Walk is { ByMemory.ReachesMemory: true } walk && walk.Device == _view.Focus;
        if (runs is not null) Down("pages", runs, pages, walked && runs.IsLit);
        ulong shared = _view.Process?.Mappings.FirstOrDefault()?.SharedWith.GetValueOrDefault(_view.Focus).Value ?? 0;
        double middle = processor.Y + (processor.Height / 2);
        if (_view.Process is not { Mappings.IsEmpty: false })
        {
            Wire("same-frames", processor.Right, middle, pages.X, middle, WireLook.Idle);
            return;
        }
        if (shared == 0) return;
        Wire("same-frames", processor.Right, middle, pages.X, middle, WireLook.Plain);
        _notes.Add(new("same-frames", processor.Right + 8, middle - 4, "", ["same frames"]));
    }

    private void Down(string key, SceneNode from, SceneNode to, bool lit)
    {
        double x = from.X + (from.Width / 2);
        if (to.Y > from.Bottom) _wires.Add(new($"wire:{key}", FormattableString.Invariant($"M{x:0.#} {from.Bottom:0.#}V{to.Y:0.#}"), WireLook.Plain, lit));
    }

    private SceneNode SoftwareNode(TranslationSoftware software, double x, double y)
    {
        string key = $"software:{software.Device}";
        bool none = software.Record is null;
        const double width = TranslationSizes.Box;
        string title = none ? $"iommu_domain of {software.Device}: none" : $"iommu_domain of {software.Device}: id {software.Record!.DomainId}";
        string text = software.Disagreement ?? (none ? "and no context entry" : $"{KindWords(software.Record!.Kind)}, as the entry says");
        var former = none ? _view.Before?.Sides.Software.FirstOrDefault(side => side.Device == software.Device)?.Record : null;
        if (former is not null) (title, text) = ($"iommu_domain of {software.Device}: id {former.DomainId}", software.Disagreement is null ? $"{_vanished}, {text}" : $"{_vanished}: {text}");
        var lines = TranslationWords.Wrap(text, width - 12, 2).ToImmutableArray();
        return new(key, x, y, width, _boxHeight, former is not null ? NodeLook.Gone : none ? NodeLook.None : NodeLook.Plain, title, lines, [],
            none ? null : OwnerClass.KernelData, !none, new Selection.Function(software.Device), Change: _view.Changes.Of(key));
    }

    private static string KindWords(DomainKind kind) => kind switch
    {
        DomainKind.Default => "DMA API",
        DomainKind.Identity => "identity",
        DomainKind.Fixed => "fixed copy",
        DomainKind.Restored => "temporary, restored",
        _ => "VFIO",
    };

    private SceneNode ProcessorNode(double x, double y)
    {
        var change = _view.ProcessChange;
        if (_view.Process is not { Mappings: [var mapping, ..] } process)
        {
            if (_view.ProcessBefore is { Mappings: [var former, ..] } before) return Ghost(MappingNode(before, former, x, y), change);
            string why = _view.Process is { } idle ? $"{idle.Title} has mapped no file yet" : _view.ProcessorEnded ?? "no VMM runs yet";
            return new("cpu", x, y, _processorWidth, _boxHeight, NodeLook.None, "CPU side: nothing", [.. TranslationWords.Wrap(why, _processorWidth - 12, 2)], [], Change: change);
        }
        return MappingNode(process, mapping, x, y) with { Change = change };
    }

    private static SceneNode MappingNode(ProcessSide process, ProcessorMapping mapping, double x, double y)
    {
        int more = process.Mappings.Length - 1;
        string second = mapping.Entries == 0 ? "no page-table entries" : $"{mapping.Entries:N0} \u00d7 {TranslationWords.Size(mapping.Runs[0].PageSize)}{(mapping.IsCut ? $" in the first {TranslationSides.ReadOfMapping}" : "")}{(more > 0 ? $", {more} more file{(more > 1 ? "s" : "")}" : "")}";
        Selection? select = mapping.Runs.IsEmpty ? null : new Selection.Bytes(new(mapping.Runs[0].Output, mapping.Runs[0].Length));
        return new("cpu", x, y, _processorWidth, _boxHeight, NodeLook.Plain, $"CPU side: {process.Title}", [$"{mapping.Range.Start}, {mapping.Range.Length}", second], [], OwnerClass.Vmm, true, select);
    }

    private SceneNode? PagesNode(double x, double y)
    {
        if (_view.Walk is { ByMemory.ReachesMemory: true } walk)
        {
            string owner = walk.Destination is { } destination ? TranslationWords.Fit(destination.Label, TranslationSizes.Runs - 12, TranslationSizes.WordCharacter) : "no RAM there";
            return new("pages", x, y, TranslationSizes.Runs, _boxHeight, NodeLook.Plain, "Physical page", [walk.ByMemory.Physical.ToString(), owner], [],
                walk.Destination?.Class ?? OwnerClass.Free, walk.Destination is { Persistent: false }, new Selection.Frame(walk.ByMemory.Physical.Frame), IsLit: true);
        }
        var runs = _view.Tree.Find(_view.Focus)?.Domain?.Runs.Where(run => run.Problem is null).ToImmutableArray() ?? [];
        if (runs.IsEmpty) return null;
        var first = runs[0];
        var memory = PhysicalRange.FromTo(runs.Min(run => run.Output), runs.Max(run => run.Memory.End));
        int devices = _view.Tree.Devices.Count(device => device.Domain?.Runs.Any(run => run.Memory.Overlaps(first.Memory)) == true);
        int processes = _view.Sides.Processes.Count(process => process.Mappings.Any(mapping => mapping.Runs.Any(run => new PhysicalRange(run.Output, run.Length).Overlaps(first.Memory))));
        return new("pages", x, y, TranslationSizes.Runs, _boxHeight, NodeLook.Plain, "Physical pages", [$"{memory.Start}\u2013{memory.Last.Value:x}", $"{devices} device{(devices == 1 ? "" : "s")}, {processes} process{(processes == 1 ? "" : "es")}"], [],
            first.Class ?? OwnerClass.Free, IsEphemeral(first.Output), new Selection.Bytes(memory));
    }
}
