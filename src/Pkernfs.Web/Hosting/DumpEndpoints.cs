using Pkernfs.Core.Artifacts;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Hosting;

/// <summary>Where browsers fetch the files of a dump.</summary>
public static class DumpEndpoints
{
    public static void MapDumps(this WebApplication app) => app.MapGet("/dump/{id}/{file}", async (string id, string file, DumpDownloads downloads, HttpContext context) =>
    {
        if (downloads.Find(id) is not { } download) return Results.NotFound();
        if (file == MachineDumpWriter.MemoryFile)
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = download.Length;
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
            try
            {
                await download.WriteMemoryAsync(context.Response.Body, context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // Fewer bytes than were promised: the browser must not take them for a file.
                context.Abort();
            }
            return Results.Empty;
        }
        var found = download.SmallFiles.FirstOrDefault(each => each.Name == file);
        return found.Content is null ? Results.NotFound() : Results.File(found.Content, file.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/octet-stream", file);
    });
}
