using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>A panel's drawing: kernel and VMM at the left, tables in the middle, devices at the right, memory below, and who reaches what.</summary>
internal static class StoryPanelPicture
{
    public const double Width = 347, Height = 186;

    private const double BoxHeight = 22, Left = 12, Middle = 132, MiddleWidth = 100, Right = 252, DeviceWidth = 83, MemoryTop = 132, MemoryHeight = 30, Gap = 5;

    private static readonly double[] lanes = [12, 44, 76];
    private static readonly TextStyle words = new(FontFace.Words, 10), bold = new(FontFace.WordsBold, 10), small = new(FontFace.Words, 9);

    public static Picture Of(StoryPanel panel)
    {
        var sketch = new Sketch();
        sketch.Box(0.5, 0.5, Width - 1, Height - 1, Tone.Pane, new(Tone.Line2), 2, kind: "frame");
        Bars(sketch, panel);
        Wires(sketch, panel);
        Software(sketch, panel.Kernel, Left, lanes[0], 104, isStrong: true);
        Software(sketch, panel.Process, Left, lanes[1], 104, isStrong: false);
        Tables(sketch, panel.Root, lanes[0], Tone.OwnRoot, TextureName.RootEphemeral);
        for (int i = 0; i < panel.Paths.Length; i++)
        {
            double y = DeviceLane(i);
            Tables(sketch, panel.Paths[i].Domain, lanes[i + 1], Tone.OwnSecondStage, TextureName.SecondStageEphemeral);
            sketch.Box(Right, y, DeviceWidth, BoxHeight, Tone.Pane, new(panel.Paths[i].Blocked is null ? Tone.Ink : Tone.FaultInk, 1.4), 4, kind: "device");
            sketch.Text(Right + (DeviceWidth / 2), y + 14.5, TextWidth.Cut(panel.Paths[i].Device, bold, DeviceWidth - 6), bold, Tone.T1, TextAnchor.Middle, kind: "device");
            if (panel.Paths[i].Blocked is { } blocked) sketch.Text(Right + DeviceWidth, y + BoxHeight + 12, blocked, words, Tone.FaultInk, TextAnchor.End, kind: "blocked");
        }
        return sketch.ToPicture(Width, Height);
    }

    private static double DeviceLane(int device) => device == 0 ? lanes[0] : lanes[2];

    private static void Software(Sketch sketch, StoryBox box, double x, double y, double width, bool isStrong)
    {
        Fill? fill = box.Look switch
        {
            StoryLook.FirstKernel => TextureName.KernelImage,
            StoryLook.LaterKernel => TextureName.LaterKernelImage,
            StoryLook.Process => TextureName.Vmm,
            StoryLook.Stopped => Tone.Pane,
            _ => null,
        };
        bool isThere = box.Look != StoryLook.None;
        sketch.Box(x, y, width, BoxHeight, fill, new(isThere ? Tone.T2 : Tone.Ink, isThere ? 1 : 1.4, isThere ? 0 : 3), 2, kind: isThere ? "software" : "software none");
        var style = isStrong ? bold : words;
        string text = TextWidth.Cut(box.Words, style, width - 8);
        double room = TextWidth.Of(text, style);
        if (fill is Fill.Textured) sketch.Box(x + ((width - room) / 2) - 3, y + 4, room + 6, BoxHeight - 8, Tone.Pane, kind: "plate");
        sketch.Text(x + (width / 2), y + 14.5, text, style, Tone.T1, TextAnchor.Middle, kind: "software");
    }

    private static void Tables(Sketch sketch, StoryBox box, double y, Tone tone, TextureName texture)
    {
        bool isThere = box.Look != StoryLook.None, persists = box.Look == StoryLook.Persists;
        sketch.Box(Middle, y, MiddleWidth, BoxHeight, !isThere ? null : persists ? Tone.Pane : texture, new(isThere ? Tone.T2 : Tone.T3, 1, isThere ? 0 : 3), kind: isThere ? "tables" : "tables none");
        if (persists) sketch.Box(Middle, y, 6, BoxHeight, tone, kind: "rail");
        string text = TextWidth.Cut(box.Words, words, MiddleWidth - 14);
        double room = TextWidth.Of(text, words);
        if (box.Look == StoryLook.Ephemeral) sketch.Box(Middle + ((MiddleWidth - room) / 2) - 3, y + 4, room + 6, BoxHeight - 8, Tone.Pane, kind: "plate");
        sketch.Text(Middle + (MiddleWidth / 2) + (persists ? 3 : 0), y + 14.5, text, words, isThere ? Tone.T1 : Tone.T3, TextAnchor.Middle, kind: "tables");
    }

    private static void Wires(Sketch sketch, StoryPanel panel)
    {
        double end = Middle + MiddleWidth, top = lanes[0] + (BoxHeight / 2);
        for (int i = 0; i < panel.Paths.Length; i++)
        {
            var path = panel.Paths[i];
            double lane = lanes[i + 1] + (BoxHeight / 2), elbow = end + 9, stop = i == 0 ? top - 3 : top + 5;
            double deviceX = Right + (DeviceWidth / 2), deviceTop = DeviceLane(i);
            var stroke = new Stroke(path.Blocked is null ? Tone.Ink : Tone.FaultInk, i == 0 ? 1.8 : 1.2, path.Blocked is null && path.Runs ? 0 : 3);
            if (path.Blocked is not null)
            {
                double x = elbow + 6, y = i == 0 ? stop : deviceTop - 14;
                sketch.Path(i == 0 ? Line($"M{Right} {stop}H{x + 5}") : Line($"M{deviceX} {deviceTop}V{y}H{x + 5}"), stroke: stroke, kind: "wire blocked");
                sketch.Path(Line($"M{x - 4} {y - 4}l8 8M{x + 4} {y - 4}l-8 8"), stroke: new(Tone.FaultInk, 1.8), kind: "cross");
                continue;
            }
            if (panel.Root.Look == StoryLook.None && path.Domain.Look == StoryLook.None) continue;
            // Between tables and devices, so that it does not seem to come from the device above.
            string way = i == 0 ? Line($"M{Right} {stop}H{end + 5}") : Line($"M{Right} {deviceTop + 8}H{elbow + 6}V{stop}H{end + 5}");
            sketch.Path(way, stroke: stroke, kind: "wire");
            Arrow(sketch, end, stop, -1, 0);
            if (path.Domain.Look == StoryLook.None) continue;
            if (i == 0)
            {
                sketch.Path(Line($"M{Middle + (MiddleWidth / 2)} {lanes[0] + BoxHeight}V{lanes[1] - 5}"), stroke: new(Tone.Ink, 1.2), kind: "wire");
                Arrow(sketch, Middle + (MiddleWidth / 2), lanes[1], 0, 1);
            }
            else
            {
                sketch.Path(Line($"M{end} {stop + 5}H{elbow}V{lane - 3}H{end + 5}"), stroke: new(Tone.Ink, 1.2), kind: "wire");
                Arrow(sketch, end, lane - 3, -1, 0);
            }
            if (path.Target is not { } target) continue;
            double at = BarX(panel, target.Bar, target.At);
            sketch.Path(i == 0 ? Line($"M{Middle} {lane}H{Middle - 8}V{MemoryTop - 15}H{at}V{MemoryTop - 6}") : Line($"M{end} {lane + 4}H{elbow + 6}V{MemoryTop - 11}H{at}V{MemoryTop - 6}"), stroke: new(Tone.Ink, i == 0 ? 1.8 : 1.2), kind: "wire");
            Arrow(sketch, at, MemoryTop - 1, 0, 1);
        }
        for (int i = 0; i < panel.Memory.Length; i++)
        {
            if (panel.Memory[i].Target is not { } target || panel.Process.Look == StoryLook.None) continue;
            double at = BarX(panel, i, target) - 16;
            sketch.Path(Line($"M{Left + 52} {lanes[1] + BoxHeight}V{MemoryTop - 20}H{at}V{MemoryTop - 6}"), stroke: new(Tone.T2, 1.2, panel.Process.Look == StoryLook.Process ? 0 : 3), kind: "wire");
            Arrow(sketch, at, MemoryTop - 1, 0, 1, Tone.T2);
        }
    }

    private static void Bars(Sketch sketch, StoryPanel panel)
    {
        for (int i = 0; i < panel.Memory.Length; i++)
        {
            var bar = panel.Memory[i];
            double x = BarX(panel, i, 0), width = BarX(panel, i, 1) - x;
            sketch.Box(x, MemoryTop, width, MemoryHeight, Tone.Pane, kind: "memory");
            foreach (var run in bar.Runs)
            {
                double from = x + (run.From * width), long_ = (run.To - run.From) * width;
                if (MapLooks.Of(run.Fill) is { } fill) sketch.Box(from, MemoryTop, long_, MemoryHeight, long_ < 3 ? MapLooks.Solid(run.Fill) : fill, MapLooks.Edge(run.Fill) is { } edge ? new(edge, 0.6) : null, kind: "run " + ViewValues.Word(run.Fill));
                if (bar.IsKept) Name(sketch, run, from, long_);
            }
            sketch.Box(x, MemoryTop, width, MemoryHeight, stroke: new(bar.IsKept ? Tone.T1 : Tone.Line2, bar.IsKept ? 2 : 1), kind: "memory");
            sketch.Text(x + 1, MemoryTop + MemoryHeight + 13, TextWidth.Cut(bar.Words, small, width + (i + 1 == panel.Memory.Length ? 0 : Gap)), small, Tone.T2, kind: "memory");
        }
    }

    private static void Name(Sketch sketch, StoryRun run, double x, double width)
    {
        string? name = run.Fill switch { MapFill.Guest => "guest RAM", MapFill.Free => "free", _ => null };
        if (name is null || TextWidth.Of(name, bold) + 8 > width) return;
        sketch.Text(x + (width / 2), MemoryTop + 19, name, run.Fill == MapFill.Free ? words : bold, MapLooks.On(run.Fill) ?? Tone.T3, TextAnchor.Middle, kind: "memory");
    }

    private static double BarX(StoryPanel panel, int bar, double at)
    {
        double room = Width - (2 * Left) - (Gap * (panel.Memory.Length - 1)), total = panel.Memory.Sum(one => one.Share);
        double x = Left + panel.Memory.Take(bar).Sum(one => (one.Share / total * room) + Gap);
        return x + (at * panel.Memory[bar].Share / total * room);
    }

    /// <summary>A head that ends at a point, coming from the left (1, 0), the right (-1, 0) or above (0, 1).</summary>
    private static void Arrow(Sketch sketch, double x, double y, int dx, int dy, Tone tone = Tone.Ink) => sketch.Path(
        dy == 1 ? Line($"M{x} {y}l-3.5 -6h7z") : Line($"M{x} {y}l{-6 * dx} -3.5v7z"), tone, kind: "head");

    private static string Line(FormattableString path) => FormattableString.Invariant(path);
}
