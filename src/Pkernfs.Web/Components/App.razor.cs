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
}
