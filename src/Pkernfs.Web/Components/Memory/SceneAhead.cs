using Pkernfs.Core.Inspection;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Memory;

/// <summary>The next moment's scene, which the browser has already, and what it was made for; differences in it are told to the moment before.</summary>
internal sealed record SceneAhead(RunInspection Run, int Index, MapLayers Layers, Camera? Camera, bool Narrow, MemoryScene Scene)
{
    /// <summary>True where it is what a view shows of a moment.</summary>
    public bool IsOf(RunInspection run, int index, ExplorerView view, bool narrow) =>
        view.Against is null && Run == run && Index == index && Layers == view.Layers && Camera == view.Camera && Narrow == narrow;
}
