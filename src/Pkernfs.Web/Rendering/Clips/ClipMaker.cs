using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Clips;

/// <summary>A span of steps as one animated SVG.</summary>
/// <param name="First">The picture of its first step.</param>
public sealed record Clip(string Svg, int Steps, RenderedPicture First)
{
    /// <summary>How long it takes to play.</summary>
    public double Seconds => Steps * ClipWriter.PerStep / 1000.0;
}

/// <summary>Makes clips of a run.</summary>
public static class ClipMaker
{
    /// <summary>One height for all steps, so that nothing jumps.</summary>
    private static readonly PictureSize size = new(960, 640, 1);

    /// <param name="view">What is shown at each step; its own step does not count.</param>
    /// <param name="problem">Why there is none, in a sentence.</param>
    public static Clip? Of(PictureMaker maker, PictureView kind, ExplorerView view, Step first, Step last, PictureTheme theme, out string? problem, CancellationToken cancellation = default)
    {
        int steps = last.Index - first.Index + 1;
        problem = !PictureMaker.Drawn.Contains(kind) ? $"The view {ViewValues.Word(kind)} has no clip: {string.Join(", ", PictureMaker.Drawn.Select(ViewValues.Word))} have."
            : kind == PictureView.Walk && view.Selection is not Selection.DeviceAddress ? PictureMaker.NothingToWalk
            : steps < 2 ? $"The clip's last step, \"{last.Title}\", does not come after its first, \"{first.Title}\"."
            : steps > ClipWriter.MostSteps ? $"That are {steps} steps, and a clip has at most {ClipWriter.MostSteps}: choose a first and a last step that are closer together."
            : null;
        if (problem is not null) return null;
        var frames = new RenderedPicture[steps];
        for (int i = 0; i < steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            frames[i] = maker.Make(kind, view, first.Index + i, theme, size);
        }
        return new(ClipWriter.Write([.. frames.Select(frame => frame.Picture)], PictureLook.Of(theme), frames[0].Facts), steps, frames[0]);
    }
}
