using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pkernfs.Web.Hosting;

/// <summary>Where the server listens, and saying so.</summary>
public static class ListeningAddress
{
    /// <summary>Loopback only: a machine's memory is shown to others when someone asks for that, not by default.</summary>
    public const string Default = "http://127.0.0.1:5080";

    private static readonly string[] settings = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>Listens on <see cref="Default"/> where neither --urls, ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS nor Kestrel's section says otherwise.</summary>
    public static void UseLoopbackUnlessTold(this WebApplicationBuilder builder)
    {
        if (!settings.Any(setting => builder.Configuration.GetSection(setting).Exists())) builder.WebHost.UseUrls(Default);
    }

    /// <summary>Prints one line per address once the server listens.</summary>
    public static void AnnounceAddresses(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var addresses = app.Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (string address in addresses) Console.WriteLine($"Pkernfs Explorer is at {address}");
    });
}
