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
}
