using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pkernfs.Benchmarks.Browsing;

/// <summary>The smallest Blazor Server application that does something: a button, and a number that a click on it counts up.</summary>
internal static class CounterServer
{
    /// <summary>The word by which the benchmarks start themselves as this server; after it comes the explorer's address.</summary>
    public const string Verb = "counter-server";

    private const string Script = "/_framework/blazor.web.js";

    /// <param name="explorer">Whose copy of Blazor's script is served: both contestants run the same.</param>
    public static async Task<int> RunAsync(Uri explorer, string[] arguments)
    {
        using var client = new HttpClient();
        byte[] script = await client.GetByteArrayAsync(new Uri(explorer, Script));
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Logging.ClearProviders();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        var app = builder.Build();
        app.UseAntiforgery();
        app.MapGet(Script, () => Results.Bytes(script, "text/javascript"));
        app.MapRazorComponents<CounterPage>().AddInteractiveServerRenderMode();
        await app.RunAsync();
        return 0;
    }
}

[Route("/")]
public sealed class CounterPage : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.AddMarkupContent(0, "<!doctype html>");
        builder.OpenElement(1, "html");
        builder.AddMarkupContent(2, "<head><base href=\"/\"><title>Counter</title><link rel=\"icon\" href=\"data:,\"></head>");
        builder.OpenElement(3, "body");
        builder.OpenComponent<Counter>(4);
        builder.AddComponentRenderMode(RenderMode.InteractiveServer);
        builder.CloseComponent();
        builder.AddMarkupContent(5, "<script src=\"/_framework/blazor.web.js\"></script>");
        builder.CloseElement();
        builder.CloseElement();
    }
}

public sealed class Counter : ComponentBase
{
    private int count;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "button");
        builder.AddAttribute(1, "onclick", EventCallback.Factory.Create(this, () => count++));
        builder.AddAttribute(2, "data-interactive", RendererInfo.IsInteractive ? "true" : "false");
        builder.AddContent(3, "Count");
        builder.CloseElement();
        builder.OpenElement(4, "output");
        builder.AddContent(5, count);
        builder.CloseElement();
    }
}
