using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Tables;
using Pkernfs.Web.Rendering.Text;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws views of a run, each from the scene that the browser draws.</summary>
/// <param name="run">The run.</param>
/// <param name="name">What people call the scenario.</param>
public sealed class PictureMaker(RunInspection run, string name)
{
    private readonly Tracks _tracks = Tracks.Of(run.Timeline);

    /// <summary>The moment of a step; the one that the run is looked at first for none, and for one that it has not.</summary>
    public int IndexOf(string? step) => step is not null && run.Timeline.TryFind(step, out var moment) ? moment.Step.Index : SessionStore.OpeningIndex(run.Timeline);

    /// <summary>What a view shows.</summary>
    /// <param name="view">Moment, camera, selection and layers; its step must be one of the run's, or null for <paramref name="index"/>'s.</param>
    /// <param name="index">The moment.</param>
    public RenderedPicture Make(PictureView kind, ExplorerView view, int index, PictureTheme theme, PictureSize size)
    {
        var moment = run.Timeline.Moments[index];
        view = view with { Step = moment.Step.Id };
        string link = view.ToUrl();
        var scene = MemoryScene.Of(run, index, view.Layers, view.Camera, size.Width - (2 * Sheet.Margin) < MemoryPicture.NarrowBelow, against: AgainstOf(view));
        var sheet = new Sheet(moment.Step.Title, Words(index), moment.Step.Explanation, $"{link}    {PictureFacts.Program}");
        var picture = sheet.Frame(size, (width, height) => kind switch
        {
            PictureView.Memory => MemoryPicture.Of(scene, view.Camera, SelectedRange.Of(view.Selection, moment.Machine.Platform), width, height > 0 ? height : MemoryHeight(width)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A view that is not drawn."),
        });
        return new(picture, theme, size, new($"{moment.Step.Title} - {name}", scene.Sentence, link, name));
    }

    /// <summary>The same as rows; null where the view has none, with a sentence.</summary>
    public PictureTable? Table(PictureView kind, ExplorerView view, int index, out string? problem, CancellationToken cancellation = default)
    {
        string title = $"{run.Timeline.Moments[index].Step.Title}, {Words(index)}";
        var table = kind switch
        {
            PictureView.Memory => RunTables.Memory(run, index, title),
            PictureView.Translation => RunTables.Mappings(run, index, title),
            PictureView.Walk => RunTables.Walk(run, index, view.Selection, title),
            PictureView.Timeline => RunTables.Steps(run, name),
            PictureView.Invariants => RunTables.Invariants(run, name, cancellation),
            _ => null,
        };
        problem = table is not null ? null
            : kind == PictureView.Walk ? "There is nothing to walk: select an address of a device, such as iova:01:00.0:0xa3b7d40."
            : $"The view {ViewValues.Word(kind)} has no rows: memory, translation, walk, timeline and invariants have.";
        return table;
    }

    /// <summary>The same in letters, for mail; null where the view has none, with a sentence.</summary>
    public string? Text(PictureView kind, ExplorerView view, int index, bool isAscii, out string? problem)
    {
        problem = null;
        string head = string.Join('\n', TextLines.Wrap(run.Timeline.Moments[index].Step.Title, TextMap.Columns).Concat(TextLines.Wrap(Words(index), TextMap.Columns)));
        string foot = $"\n{(view with { Step = run.Timeline.Moments[index].Step.Id }).ToUrl()}\n";
        switch (kind)
        {
            case PictureView.Memory:
                return TextMap.Of(run, index, MemoryScene.Of(run, index, ExplorerView.DefaultLayers), head, isAscii) + foot;
            case PictureView.Walk when view.Selection is not Selection.DeviceAddress:
                problem = "There is nothing to walk: select an address of a device, such as iova:01:00.0:0xa3b7d40.";
                return null;
            case PictureView.Translation or PictureView.Walk:
                var shown = TranslationMoment.Of(run, index, view.Selection);
                string walk = shown.Walk is { } one ? "\n" + string.Join('\n', TextLines.Wrap(one.Words(), TextMap.Columns)) : "";
                return TextTree.Of(TranslationOutline.Of(shown), head + walk, isAscii) + foot;
            default:
                problem = $"The view {ViewValues.Word(kind)} has no picture in letters: memory, translation and walk have.";
                return null;
        }
    }

    /// <summary>Which scenario, which step, and when.</summary>
    private string Words(int index)
    {
        var step = run.Timeline.Moments[index].Step;
        return $"{name}, step {index + 1} of {run.Timeline.Moments.Length}; {MomentWord.Clock(step, _tracks)} {MomentWord.ClockCaption(step, _tracks)}";
    }

    private static double MemoryHeight(double width) => Math.Max(420, Math.Round(width * 0.5));

    private Moment? AgainstOf(ExplorerView view) => view.Against is { } id && run.Timeline.TryFind(id, out var moment) ? moment : null;
}
