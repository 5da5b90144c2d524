using Pkernfs.Web.Components.Cost;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Comparing;
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
        .AddScoped<OpenMachine>()
        .AddScoped<BranchWork>()
        .AddScoped<CurrentView>()
        .AddScoped<OpenComparison>()
        .AddScoped<ExplorerCommands>()
        .AddScoped<Appearance>();
}
