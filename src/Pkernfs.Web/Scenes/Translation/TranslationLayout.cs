using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>
/// Places the tree: devices, root table, context tables, levels and leaf runs from left to right, what stands beside them below.
/// Children keep their parents' order, and runs that a shallower table maps lie after those of a deeper one, so wires do not cross.
/// </summary>
public sealed partial class TranslationLayout
{
    private static readonly string[] _belowRoot = ["bus:", "others:", "entry:", "domain:", "table:", "run:"];

    private readonly TranslationView _view;
    private readonly ImmutableArray<SceneNode>.Builder _nodes = ImmutableArray.CreateBuilder<SceneNode>();
    private readonly ImmutableArray<SceneWire>.Builder _wires = ImmutableArray.CreateBuilder<SceneWire>();
    private readonly ImmutableArray<SceneNote>.Builder _notes = ImmutableArray.CreateBuilder<SceneNote>();
    private readonly HashSet<(DmaWalkLevel Level, int TableLevel)> _walked = [];

    private TranslationLayout(TranslationView view)
    {
        _view = view;
        if (view.Walk is not { } walk) return;
        foreach (var step in walk.ByMemory.Path) _walked.Add((step.Level, step.PageTableLevel));
    }

    public static TranslationScene Of(TranslationView view)
    {
        var layout = new TranslationLayout(view);
        layout.Place();
        double width = layout._nodes.Max(RightWithBadges);
        double bottom = layout._nodes.Max(node => node.Bottom);
        bottom = Math.Max(bottom, layout._notes.Select(note => note.Y + (TranslationSizes.Line * (note.Lines.Length + 1))).DefaultIfEmpty(0).Max());
        return new(width, bottom + TranslationSizes.Top, layout._nodes.ToImmutable(), layout._wires.ToImmutable(), layout._notes.ToImmutable());
    }

    private void Place()
    {
        var devices = PlaceDevices();
        var root = PlaceRoot();
        WireDevices(devices, root);
        // So far only devices that are not drawn have notes.
        double bottom = _notes.Select(note => note.Y + ((note.Lines.Length - 1) * TranslationSizes.Line)).Append(devices.Max(device => device.Bottom)).Append(root.Bottom).Max();
        if (_view.Tree.RootTable is null)
        {
            PlaceNote("no-tables", root.Right + (2 * TranslationSizes.Gap), TranslationSizes.Top + TranslationSizes.Title, "Translation is off.", "Requests of every device go to memory as they are: a device can read and write all of it.", 300, 3);
        }
        else
        {
            bottom = Math.Max(bottom, PlaceContexts(root));
        }
        PlaceBelow(Math.Max(bottom, _nodes.Max(node => node.Bottom)) + TranslationSizes.NodeGap);
    }

    /// <summary>The badges of runs stand to the right of their rows.</summary>
    private static double RightWithBadges(SceneNode node) => node.Right
        + (node.BadgesRight ? node.Rows.Select(row => row.Change is { } change ? TranslationSizes.BadgeWidth(change) : 0).DefaultIfEmpty(0).Max() : 0);

    private ImmutableArray<SceneNode> PlaceDevices()
    {
        double y = TranslationSizes.Top + 10;
        var placed = ImmutableArray.CreateBuilder<SceneNode>();
        foreach (var device in _view.Ordered)
        {
            string key = $"device:{device.Address}";
            bool lit = _view.Walk?.Device == device.Address;
            var look = !device.Runs ? NodeLook.Idle : device.Reach == DmaReach.Refused ? NodeLook.Blocked : NodeLook.Device;
            string label = TranslationWords.Fit(_view.LabelOf(device.Address), TranslationSizes.Device - 10, TranslationSizes.NarrowCharacter);
            var node = new SceneNode(
                key, 0, y, TranslationSizes.Device, TranslationSizes.NodeHeight(1) + 4, look, device.Address.ToString(),
                [device.BusMaster || device.Reach == DmaReach.Untranslated ? label : "bus master off"], [],
                Select: new Selection.Function(device.Address), Focus: device.Address.ToString(), IsLit: lit);
            placed.Add(node);
            y = node.Bottom + TranslationSizes.NodeGap + 6;
        }
        int others = _view.Tree.Buses.Sum(bus => bus.OthersPresent + bus.OthersAbsent);
        if (_view.Undrawn > 0)
        {
            PlaceNote("undrawn", 2, y + 2, "", $"{_view.Undrawn} more devices: see the list", TranslationSizes.Device + 4, 3);
            y += 3 * TranslationSizes.Line;
        }
        if (others > 0) PlaceNote("others", 2, y + 2, "", $"{others} more, no DMA", TranslationSizes.Device + 10, 1);
        _nodes.AddRange(placed);
        return placed.ToImmutable();
    }

    private SceneNode PlaceRoot()
    {
        double x = TranslationSizes.Device + TranslationSizes.Gap;
        SceneNode node;
        if (_view.Tree.RootTable is not { } table)
        {
            bool written = _view.Tree.RootRegister != default;
            string[] lines = written ? [$"RTADDR {_view.Tree.RootRegister}", "written, not taken: SRTP missing"] : ["RTADDR 0x0, never set"];
            node = new("root", x, TranslationSizes.Top + 14, TranslationSizes.Root + (written ? 104 : 50), TranslationSizes.NodeHeight(lines.Length), NodeLook.None, "Root table: none", [.. lines], [],
                Select: new Selection.Register("RTADDR"));
            // All that hung from it has no place of its own any more.
            if (_view.Before?.Tree.RootTable is { } former) node = Ghost(node with { Title = "Root table", Lines = [former.ToString()] }, _view.Changes.Of(IsBelowRoot));
        }
        else
        {
            var rows = _view.Ordered.Select(device => device.Address.Bus).Distinct().Select(bus => RootRow(table, _view.Tree.FindBus(bus)!)).ToList();
            var shown = rows.Select(row => row.Key).ToHashSet();
            int more = _view.Tree.Buses.Length - rows.Count;
            if (more > 0) rows.Add(new("bus:more", $"{more} more", more == 1 ? "bus" : more < 10 ? "buses" : "", RowLook.Quiet));
            var change = _view.Changes.Of(part => part == "root" || (part.StartsWith("bus:", StringComparison.Ordinal) && !shown.Contains(part)));
            node = new("root", x, TranslationSizes.Top + 8, TranslationSizes.Root, TranslationSizes.NodeHeight(1, rows), NodeLook.Plain, "Root table", [table.ToString()], [.. rows],
                OwnerClass.RootAndContext, IsEphemeral(table), new Selection.Frame(table.Frame), Change: change, IsLit: _walked.Contains((DmaWalkLevel.Root, 0)));
        }
        _nodes.Add(node);
        return node;
    }

    private SceneRow RootRow(PhysicalAddress table, TranslationBus bus)
    {
        string key = $"bus:{bus.Bus:x2}";
        bool lit = _view.Walk is { } walk && walk.Device.Bus == bus.Bus && _walked.Contains((DmaWalkLevel.Root, 0));
        var look = bus.Refusal == FaultReason.None ? RowLook.Plain : RowLook.Blocked;
        string right = bus.Refusal switch
        {
            FaultReason.None => TranslationWords.Tail(bus.Entry.Low),
            FaultReason.RootNotPresent => "P = 0",
            FaultReason.RootReserved => "rsvd",
            FaultReason.RootTableNotAccessible => "no RAM",
            _ => TranslationWords.Tail(bus.Entry.Low),
        };
        var row = new SceneRow(key, $"bus {bus.Bus:x2}", right, look, new Selection.Entry(TableKind.Root, table, bus.Bus), Change: _view.Changes.Of(key), IsLit: lit);
        return _view.Before?.Tree.FindBus(bus.Bus) is { } former ? GhostIfVanished(row, TranslationWords.Tail(former.Entry.Low)) : row;
    }

    private static bool IsBelowRoot(string part) => part == "root" || _belowRoot.Any(kind => part.StartsWith(kind, StringComparison.Ordinal));

    private void WireDevices(ImmutableArray<SceneNode> placed, SceneNode root)
    {
        var buses = _view.Ordered.Select(device => device.Address.Bus).Distinct().ToList();
        for (int i = 0; i < placed.Length; i++)
        {
            var device = _view.Ordered[i];
            double to = root.Rows.IsEmpty ? root.TitleY : root.RowY(buses.IndexOf(device.Address.Bus));
            bool lit = _view.Walk is { } walk && walk.Device == device.Address && !walk.ByMemory.Path.IsEmpty;
            Wire($"device:{device.Address}", placed[i].Right, placed[i].Y + (placed[i].Height / 2), root.X, to, LookOf(device), lit);
        }
    }

    private static WireLook LookOf(TranslationDevice device) =>
        !device.Runs || device.Reach == DmaReach.Untranslated ? WireLook.Idle : device.Reach == DmaReach.Refused ? WireLook.Blocked : WireLook.Used;

    private static TranslationMark MarkOf(SceneChange? change) => change?.Mark ?? TranslationMark.None;

    private bool IsEphemeral(PhysicalAddress address) => _view.Ownership?.At(address) is { Persistent: false };

    private void Wire(string key, double x1, double y1, double x2, double y2, WireLook look, bool lit = false, TranslationMark mark = TranslationMark.None)
    {
        double bend = Math.Max(6, (x2 - x1) * 0.55);
        _wires.Add(new($"wire:{key}", FormattableString.Invariant($"M{x1:0.#} {y1:0.#}C{x1 + bend:0.#} {y1:0.#} {x2 - bend:0.#} {y2:0.#} {x2:0.#} {y2:0.#}"), look, lit, mark));
    }

    private void PlaceNote(string key, double x, double y, string title, string text, double width, int lines) =>
        _notes.Add(new(key, x, y, title, [.. TranslationWords.Wrap(text, width, lines)]));
}
