using System.Text.Json;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>What the browser draws before the circuit is there (js/first.js): the scene and the camera, as text in the page itself.</summary>
public static class FirstPicture
{
    /// <param name="camera">Null for all of memory.</param>
    public static string Of(MemoryScene scene, Camera? camera)
    {
        var packed = PackedScene.Of(scene);
        return JsonSerializer.Serialize(new
        {
            packed.Words,
            packed.Extents,
            packed.Blocks,
            Start = camera?.Start.Value ?? 0,
            Length = camera?.Length.Value ?? 0,
            Level = (camera?.Level ?? MapLevel.Space).ToString(),
        }, JsonSerializerOptions.Web);
    }
}
