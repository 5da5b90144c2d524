using Microsoft.AspNetCore.Components.Server.Circuits;
using Pkernfs.Web.Components.Cost;
using Pkernfs.Web.Components.Links;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Exporting;
using Pkernfs.Web.State.Links;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.State;

public static class ExplorerState
{
    /// <summary>Sessions, which outlive circuits, and what each circuit has of its own: its view, its machine, its commands, its looks.</summary>
    public static IServiceCollection AddExplorerState(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(SessionLimits.Default)
        .AddSingleton<SessionStore>()
        .AddHostedService<IdleSessions>()
        .AddHostedService<WarmStart>()
        .AddSingleton<ScenarioOverviews>()
        .AddSingleton<CostStore>()
        .AddSingleton<ExplorationStore>()
        .AddSingleton<DumpDownloads>()
        .AddSingleton<PictureSource>()
        .AddSingleton<TourGuide>()
        .AddScoped<ScenarioDraft>()
        .AddScoped<LinkFileOpening>()
        .AddScoped<OpenMachine>()
        .AddScoped<BranchWork>()
        .AddScoped<CurrentView>()
        .AddScoped<OpenWalkthrough>()
        .AddScoped<WalkthroughOpening>()
        .AddScoped<OpenPresentation>()
        .AddScoped<CircuitHandler, BrowserConnection>()
        .AddScoped<OpenComparison>()
        .AddScoped<LastExport>()
        .AddScoped<CopiedLinks>()
        .AddScoped<ExplorerCommands>()
        .AddScoped<Appearance>();
}
