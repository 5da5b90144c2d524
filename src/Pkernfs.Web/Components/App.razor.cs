using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Pkernfs.Web.Components;

public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Request { get; set; } = default!;

    // Pages about errors are plain, so that they also work when a circuit cannot start.
    private IComponentRenderMode? RenderModeOfPage => Request.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    /// <summary>The page with the map, whose first picture is drawn before its circuit is there.</summary>
    private bool ShowsMap => Request.Request.Path == "/";

    /// <summary>The modules of the map's first picture, by the names that they import each other by, so that none waits for another to be read.</summary>
    private IEnumerable<string> MapModules => Assets
        .SelectMany(asset => asset.Properties ?? [])
        .Where(property => property.Name == "label" && (property.Value == "js/map.js" || (property.Value.StartsWith("js/map/", StringComparison.Ordinal) && property.Value.EndsWith(".js", StringComparison.Ordinal))))
        .Select(property => property.Value)
        .Distinct();
}
