using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Hosting;

/// <summary>
/// Keeps pages of other sites away from the hub and the circuits. A browser lets any page open a web socket anywhere and says in Origin whose page it
/// is; the rules that hold for other requests (RFC 6455 10.2) do not.
/// </summary>
public static class OwnOrigin
{
    private static readonly string[] paths = [MachineHub.Path, "/_blazor"];

    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
        paths.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) && !IsOwn(context.Request)
            ? RefuseAsync(context)
            : next(context));

    /// <summary>
    /// True where no browser asks, or one for a page that this host sent. The scheme does not count: a proxy that ends TLS passes the host on, not how
    /// it was asked.
    /// </summary>
    private static bool IsOwn(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0) return true;
        return origins.Count == 1 && Uri.TryCreate(origins[0], UriKind.Absolute, out var origin) && origin.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            $"{context.Request.Path} does not answer pages of another origin: open the explorer at {context.Request.Host}, or connect from a program, which sends no Origin header.");
    }
}
