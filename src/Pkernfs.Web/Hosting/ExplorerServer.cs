using MudBlazor.Services;
using Pkernfs.Web.Components;
using Pkernfs.Web.State;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Hosting;

/// <summary>The web application: what it is made of, and running it.</summary>
public static class ExplorerServer
{
    /// <summary>Serves until the process is told to stop.</summary>
    /// <param name="arguments">The program's own, "--urls" and settings of the host among them.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // Files lie beside the program, not in whatever folder it was started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.UseLoopbackUnlessTold();
        builder.Services.AddMudServices();
        builder.Services.AddExplorerState();
        builder.Services.AddMachineStreaming();
        builder.Services.AddHealthChecks();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseOwnOrigin();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseAntiforgery();
        app.MapHealthChecks("/health");
        app.MapMachineStreaming();
        app.MapDumps();
        app.MapPictures();
        app.MapScenarioPictures();
        app.MapMapModule();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        app.AnnounceAddresses();
        await app.RunAsync();
        return 0;
    }
}
