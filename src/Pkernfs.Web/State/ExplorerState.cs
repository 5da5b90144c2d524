namespace Pkernfs.Web.State;

public static class ExplorerState
{
    /// <summary>What each circuit has of its own: its view, its commands, its looks.</summary>
    public static IServiceCollection AddExplorerState(this IServiceCollection services) => services
        .AddScoped<CurrentView>()
        .AddScoped<ExplorerCommands>()
        .AddScoped<Appearance>();
}
