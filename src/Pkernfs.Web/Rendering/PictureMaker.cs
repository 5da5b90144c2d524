using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
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
        var sheet = new Sheet($"{moment.Step.Title}", $"{name}, step {index + 1} of {run.Timeline.Moments.Length}; {MomentWord.Clock(moment.Step, _tracks)} {MomentWord.ClockCaption(moment.Step, _tracks)}", moment.Step.Explanation, $"{link}    {PictureFacts.Program}");
        var picture = sheet.Frame(size, (width, height) => kind switch
        {
            PictureView.Memory => MemoryPicture.Of(scene, view.Camera, SelectedRange.Of(view.Selection, moment.Machine.Platform), width, height > 0 ? height : MemoryHeight(width)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A view that is not drawn."),
        });
        return new(picture, theme, size, new($"{moment.Step.Title} - {name}", scene.Sentence, link, name));
    }

    private static double MemoryHeight(double width) => Math.Max(420, Math.Round(width * 0.5));

    private Moment? AgainstOf(ExplorerView view) => view.Against is { } id && run.Timeline.TryFind(id, out var moment) ? moment : null;
}
