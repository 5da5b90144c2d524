using MudBlazor.Services;
using Pkernfs.Web.Commands;
using Pkernfs.Web.Components;
using Pkernfs.Web.Hosting;
using Pkernfs.Web.State;

if (args is ["health", ..]) return await HealthCommand.RunAsync(args[1..], Console.Out, Console.Error);

// Files lie beside the program, not in whatever folder it was started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseStaticWebAssets();
builder.UseLoopbackUnlessTold();
builder.Services.AddMudServices();
builder.Services.AddExplorerState();
builder.Services.AddHealthChecks();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseExceptionHandler("/error", createScopeForErrors: true);
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseAntiforgery();
app.MapHealthChecks("/health");
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
app.AnnounceAddresses();
await app.RunAsync();
return 0;
