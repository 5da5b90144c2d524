using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>Context tables, and from each device's entry on: its levels where it is unfolded, else a box; or why there is nothing.</summary>
public sealed partial class TranslationLayout
{
    private const double _sentenceWidth = 172;

    private double PlaceContexts(SceneNode root)
    {
        double x = root.Right + TranslationSizes.Gap;
        double y = TranslationSizes.Top;
        double beyond = x + TranslationSizes.Context + TranslationSizes.Gap;
        double bottom = root.Bottom;
        double foldedY = TranslationSizes.Top;
        var buses = _view.Ordered.Select(device => device.Address.Bus).Distinct().ToList();
        foreach (byte number in buses)
        {
            var bus = _view.Tree.FindBus(number)!;
            var devices = _view.Ordered.Where(device => device.Address.Bus == number).ToImmutableArray();
            var node = ContextNode(bus, devices, x, y);
            _nodes.Add(node);
            if (bus.Refusal is FaultReason.None or FaultReason.ContextTableNotAccessible)
                Wire($"bus:{number:x2}", root.Right, root.RowY(buses.IndexOf(number)), node.X, node.TitleY, devices.Select(LookOf).Contains(WireLook.Used) ? WireLook.Used : devices.Select(LookOf).Contains(WireLook.Blocked) ? WireLook.Blocked : WireLook.Idle, IsWalked(number));
            for (int row = 0; row < devices.Length; row++)
            {
                double from = node.Rows.IsEmpty ? node.TitleY : node.RowY(row);
                foldedY = PlaceBeyond(devices[row], node, from, beyond, Math.Max(foldedY, node.Y));
            }
            y = node.Bottom + TranslationSizes.NodeGap;
            bottom = Math.Max(bottom, Math.Max(node.Bottom, foldedY - TranslationSizes.NodeGap));
        }
        return bottom;
    }

    private SceneNode ContextNode(TranslationBus bus, ImmutableArray<TranslationDevice> devices, double x, double y)
    {
        string key = $"context:{bus.Bus:x2}";
        string title = $"Context, bus {bus.Bus:x2}";
        var hidden = _view.Changes.Of(part => devices.Any(device => part == $"entry:{device.Address}"));
        if (bus.ContextTable is not { } table || bus.Refusal is FaultReason.RootReserved or FaultReason.RootTableNotAccessible)
        {
            var none = new SceneNode(key, x, y, TranslationSizes.Context, TranslationSizes.NodeHeight(1), NodeLook.None, title, ["none"], [], Change: hidden);
            return _view.Before?.Tree.FindBus(bus.Bus)?.ContextTable is { } former ? Ghost(none with { Lines = [former.ToString()] }, hidden) : none;
        }
        if (bus.Refusal != FaultReason.None)
            return new(key, x, y, TranslationSizes.Context, TranslationSizes.NodeHeight(2), NodeLook.Blocked, title, [table.ToString(), "not in RAM"], [], Change: hidden);
        var rows = devices.Select(device => ContextRow(table, device)).ToList();
        int undrawn = _view.Tree.Devices.Count(device => device.Address.Bus == bus.Bus) - devices.Length;
        if (undrawn > 0) rows.Add(new($"{key}:undrawn", $"{undrawn} more", "in list", RowLook.Quiet));
        rows.AddRange(OtherRows(bus, key));
        if (bus.Strays > 0) rows.Add(new($"{key}:strays", $"{bus.Strays} stray", "no device", RowLook.Blocked));
        return new(key, x, y, TranslationSizes.Context, TranslationSizes.NodeHeight(1, rows), NodeLook.Plain, title, [table.ToString()], [.. rows],
            OwnerClass.RootAndContext, IsEphemeral(table), new Selection.Frame(table.Frame), IsLit: IsWalked(bus.Bus));
    }

    /// <summary>Entries that are only counted; those that were cleared are a ghost where they went.</summary>
    private IEnumerable<SceneRow> OtherRows(TranslationBus bus, string key)
    {
        var change = _view.Changes.Of($"others:{bus.Bus:x2}");
        bool went = change is { Mark: TranslationMark.Vanished };
        if (bus.OthersPresent > 0) yield return new($"{key}:present", $"{bus.OthersPresent} more", "P = 1", RowLook.Quiet, Change: went ? null : change);
        if (bus.OthersAbsent > 0) yield return GhostIfVanished(new($"{key}:absent", $"{bus.OthersAbsent} more", "P = 0", RowLook.Quiet, Change: went ? change : null), "P = 1");
    }

    private SceneRow ContextRow(PhysicalAddress table, TranslationDevice device)
    {
        string key = $"entry:{device.Address}";
        string place = $"{device.Address.Device:x2}.{device.Address.Function}";
        var select = new Selection.Entry(TableKind.Context, table, device.Address.DevFn);
        bool lit = _view.Walk?.Device == device.Address && _walked.Contains((DmaWalkLevel.Context, 0));
        var row = new SceneRow(key, place, EntryWords(device), device.Refusal == FaultReason.None ? RowLook.Plain : RowLook.Blocked, select, Change: _view.Changes.Of(key), IsLit: lit);
        return _view.Before?.Tree.Find(device.Address) is { } former ? GhostIfVanished(row, EntryWords(former)) : row;
    }

    private static string EntryWords(TranslationDevice device)
    {
        var entry = device.Context ?? default;
        return device.Refusal switch
        {
            FaultReason.ContextNotPresent => "P = 0",
            FaultReason.ContextReserved => "reserved bits",
            FaultReason.ContextInvalid => "invalid",
            _ when entry.TranslationType == TranslationType.PassThrough => $"DID {entry.DomainId} pass",
            _ => entry.DomainId < 10 ? $"DID {entry.DomainId} {entry.Levels}-lvl" : $"DID {entry.DomainId}",
        };
    }

    /// <summary>What lies beyond a context entry; gives where the next folded box may begin.</summary>
    private double PlaceBeyond(TranslationDevice device, SceneNode context, double from, double x, double foldedY)
    {
        bool lit = _view.Walk?.Device == device.Address && _walked.Any(step => step.Level == DmaWalkLevel.SecondStage);
        if (device.Domain is { } domain && device.Address == _view.Focus)
            return PlaceLevels(device, domain, context, from, x, lit, isGone: false);
        if (device.Domain is { } folded)
        {
            var node = FoldedDomain(device, folded, x, foldedY);
            _nodes.Add(node);
            Wire($"entry:{device.Address}", context.Right, from, node.X, node.TitleY, LookOf(device), lit, MarkOf(_view.Changes.Of($"domain:{device.Address}")));
            if (node.IsEphemeral) PlaceNote($"ephemeral:{device.Address}", node.X + 2, node.Bottom + TranslationSizes.Line, "", "Tables in ordinary RAM, lost at the next kexec", 260, 1);
            return node.Bottom + (node.IsEphemeral ? TranslationSizes.Line : 0) + TranslationSizes.NodeGap;
        }
        return _view.VanishedDomain(device) is { } former
            ? PlaceVanished(device, former, context, from, x, foldedY)
            : PlaceSentence(device, x, foldedY, _sentenceWidth, 3);
    }

    private (string Title, string Text)? SentenceOf(TranslationDevice device)
    {
        if (device.Reach == DmaReach.PassThrough) return ($"{device.Address} passes through.", "Its requests go to memory as they are, wherever they point.");
        return _view.Blocked.GetValueOrDefault(device.Address) is { } blocked
            ? (device.Runs ? $"DMA by {device.Address} is blocked." : $"DMA by {device.Address} would be blocked.", blocked)
            : null;
    }

    /// <summary>Beside its own entry, but not over a folded box above it; gives where the next one may begin.</summary>
    private double PlaceSentence(TranslationDevice device, double x, double y, double width, int lines)
    {
        if (SentenceOf(device) is not var (title, text)) return y;
        // A title is not broken; where it is longer than the columns above, it stands clear of the next one's table.
        double right = x + 2 + (title.Length * TranslationSizes.TitleCharacter);
        y = _nodes.Where(node => node.X < right && node.Right > x && node.Bottom > y + TranslationSizes.Padding).Select(node => node.Bottom).Append(y).Max();
        PlaceNote($"blocked:{device.Address}", x + 2, y + TranslationSizes.Title + 4, title, text, width, lines);
        return y + ((lines + 1) * TranslationSizes.Line) + TranslationSizes.NodeGap;
    }

    private SceneNode FoldedDomain(TranslationDevice device, TranslationDomain domain, double x, double y)
    {
        string key = $"domain:{device.Address}";
        string[] lines =
        [
            $"{domain.Root.Table}, {TranslationWords.Tables(domain)}",
            .. domain.Runs.Length switch
            {
                0 => new[] { "nothing mapped" },
                1 => [RunWords(domain.Runs[0])],
                _ => [$"{TranslationWords.Runs(domain, "runs")}, {TranslationWords.Mapped(domain)}"],
            },
        ];
        double width = (2 * TranslationSizes.Level) + TranslationSizes.Gap;
        // The box stands for all of the domain's tables and runs.
        string[] parts = [$"table:{device.Address}:", $"run:{device.Address}:"];
        var change = _view.Changes.Of(part => part == key || Array.Exists(parts, kind => part.StartsWith(kind, StringComparison.Ordinal)));
        string name = domain.IsPersistent ? TranslationWords.File(domain.Owner ?? "") : "Domain";
        return new(key, x, y, width, TranslationSizes.NodeHeight(lines.Length), NodeLook.Plain, $"{name} of {device.Address}", [.. lines], [],
            domain.Class ?? OwnerClass.EphemeralPageTable, !domain.IsPersistent, new Selection.Frame(domain.Root.Table.Frame), device.Address.ToString(), change, _view.Walk?.Device == device.Address && !_view.Walk.ByMemory.Path.IsEmpty);
    }

    private static string RunWords(TranslationRun run) => $"{run.Input.Start} {run.Pages} \u00d7 {TranslationWords.Size(run.PageSize)} {TranslationWords.Rights(run.Rights)}";

    private bool IsWalked(byte bus) => _view.Walk is { } walk && walk.Device.Bus == bus && _walked.Contains((DmaWalkLevel.Context, 0));
}
