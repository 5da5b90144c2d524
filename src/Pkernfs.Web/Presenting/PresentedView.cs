using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>What a presenter shows beside the moment, which the session itself has.</summary>
/// <param name="Note">The number of the note that is shown; null for none.</param>
public sealed record PresentedView(Camera? Camera, Selection? Selection, MapLayers Layers, string? Against, int? Note)
{
    public static PresentedView Of(ExplorerView view, int? note) => new(view.Camera, view.Selection, view.Layers, view.Against, note);

    /// <summary>
    /// A follower's view with what the presenter changed since the follower last took it over: who looks at something else meanwhile keeps it
    /// until the presenter turns to another of its kind.
    /// </summary>
    /// <param name="taken">What was taken over last; null to take all.</param>
    public ExplorerView Over(ExplorerView view, PresentedView? taken) => view with
    {
        Camera = taken is null || taken.Camera != Camera ? Camera : view.Camera,
        Selection = taken is null || taken.Selection != Selection ? Selection : view.Selection,
        Layers = taken is null || taken.Layers != Layers ? Layers : view.Layers,
        Against = taken is null || taken.Against != Against ? Against : view.Against,
    };
}
