using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Rendering.Svg;
using Pkernfs.Web.Scenes.Story;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Tour;

/// <summary>Draws stops for a document: small files, on white, with whatever fonts the reader has.</summary>
/// <param name="run">The run of a scenario, by its name.</param>
internal sealed class TourPictures(Func<string, RunInspection> run)
{
    private const double PanelScale = 1.6, Between = 16, HeadHeight = 26, LegendGap = 10;

    /// <summary>A view as wide as a document's text.</summary>
    private static readonly PictureSize viewSize = new(760, 0, 1);

    private static readonly TextStyle heading = new(FontFace.WordsBold, 14);

    /// <summary>The stop's picture as SVG and in words; null for a stop without one.</summary>
    public (string Svg, string Words)? Of(TourStop stop) => stop.Picture switch
    {
        TourPicture.Panel => Panels(stop, Side(ExplorerView.Parse(stop.Address).View)),
        TourPicture.Pair when CompareView.Parse(stop.Address).View is var view => Panels(stop, Side(view.Left), Side(view.Right)),
        TourPicture.Memory => View(PictureView.Memory, stop),
        TourPicture.Walk => View(PictureView.Walk, stop),
        TourPicture.Translation => View(PictureView.Translation, stop),
        TourPicture.Timeline => View(PictureView.Timeline, stop),
        _ => null,
    };

    private static ExplorerView Side(CompareSide side) => Side(ExplorerView.Default with { Scenario = side.Machine, Step = side.Step });

    private static ExplorerView Side(ExplorerView view) => view with { Selection = null };

    private static string TitleOf(string scenario) => ScenarioLibrary.Load(scenario).Scenario!.Title;

    private (string Svg, string Words) Panels(TourStop stop, params ExplorerView[] views)
    {
        var panels = views.Select(PanelOf).ToArray();
        double scale = views.Length == 1 ? PanelScale : 1.1, width = StoryPanelPicture.Width * scale, height = StoryPanelPicture.Height * scale;
        double head = views.Length == 1 ? 0 : HeadHeight, all = (views.Length * (width + Between)) - Between;
        var body = new Sketch();
        for (int i = 0; i < panels.Length; i++)
        {
            double x = i * (width + Between);
            if (head > 0) body.Text(x, head - 9, TitleOf(views[i].Scenario), heading, Tone.T1, kind: "title");
            body.Place(x, head, StoryPanelPicture.Of(panels[i]), "panel", scale);
        }
        double y = head + height + LegendGap;
        y += Legend.Draw(body, Legend.Of(body.ToPicture(all, y)), 0, y, all);
        var sketch = new Sketch();
        sketch.Box(0, 0, all, y, Tone.Pane, kind: "ground");
        foreach (var mark in body.Marks) sketch.Add(mark);
        string words = string.Join(' ', panels.Select((panel, i) => views.Length == 1 ? StoryWords.Of(panel) : $"{TitleOf(views[i].Scenario)}: {StoryWords.Of(panel)}"));
        return (Write(sketch.ToPicture(all, y), new(stop.Title, words, stop.Address, views[0].Scenario)), words);
    }

    private StoryPanel PanelOf(ExplorerView view)
    {
        var machine = run(view.Scenario);
        return StoryScene.Of(machine, [FoundView.Of(view, machine).Index], view)[0];
    }

    private (string Svg, string Words) View(PictureView kind, TourStop stop)
    {
        var view = ExplorerView.Parse(stop.Address).View;
        var maker = new PictureMaker(run(view.Scenario), TitleOf(view.Scenario));
        var drawn = maker.Make(kind, view, FoundView.Of(view, maker.Run).Index, PictureTheme.Light, viewSize);
        return (Write(drawn.Picture, drawn.Facts), drawn.Facts.Words);
    }

    private static string Write(Picture picture, PictureFacts facts) => SvgWriter.Write(picture, PictureLook.Of(PictureTheme.Light), facts, withFonts: false);
}
