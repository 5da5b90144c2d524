using Pkernfs.Core.Inspection;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Memory;

/// <summary>The next moment's scene, which the browser has already, and what it was made for.</summary>
internal sealed record SceneAhead(RunInspection Run, int Index, MapLayers Layers, Camera? Camera, string? Against, bool Narrow, MemoryScene Scene)
{
    /// <param name="view">Made for its layers and camera; differences in it are told to the moment before.</param>
    public static SceneAhead Of(RunInspection run, int index, ExplorerView view, bool narrow, MemoryScene scene) => new(run, index, view.Layers, view.Camera, null, narrow, scene);

    /// <summary>The same scene for what is shown now: equal where it was made for that.</summary>
    public SceneAhead At(RunInspection run, int index, ExplorerView view, bool narrow) => new(run, index, view.Layers, view.Camera, view.Against, narrow, Scene);
}
