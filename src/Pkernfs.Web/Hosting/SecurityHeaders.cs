namespace Pkernfs.Web.Hosting;

/// <summary>Headers that keep every page to its own origin.</summary>
public static class SecurityHeaders
{
    // Inline styles are MudBlazor's theme and popover positions; scripts are files of ours only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // A picture brings its fonts and styles with it, runs nothing, and may stand in anyone's document.
    private const string PolicyOfPictures = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src 'self' data:; frame-ancestors *";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = PictureEndpoints.Serves(context.Request.Path) ? PolicyOfPictures : ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
