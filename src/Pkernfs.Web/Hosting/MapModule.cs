using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Pkernfs.Web.Hosting;

/// <summary>The map's modules in one answer: the page's first picture waits for it, and would wait longer for twenty.</summary>
internal static class MapModule
{
    /// <summary>By this address, and no other, whoever draws a map imports it: the first picture hands over to the circuit's map within the one module.</summary>
    public const string Path = "/js/map.bundle.js";

    private const string Source = "js/map.js";

    public static void MapMapModule(this WebApplication app)
    {
        var kept = new Lazy<Answer>(() => Answer.Of(app.Environment.WebRootFileProvider));
        // Files are edited while it runs only where it is developed.
        app.MapGet(Path, (HttpContext context) => AnswerAsync(context, app.Environment.IsDevelopment() ? Answer.Of(app.Environment.WebRootFileProvider) : kept.Value));
    }

    private static async Task AnswerAsync(HttpContext context, Answer answer)
    {
        var (request, headers) = (context.Request.GetTypedHeaders(), context.Response.GetTypedHeaders());
        headers.ETag = answer.Tag;
        headers.CacheControl = new() { NoCache = true };
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (request.IfNoneMatch.Any(tag => tag.Compare(answer.Tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        bool packs = request.AcceptEncoding.Any(coding => coding.Value == "br" && coding.Quality is not 0);
        byte[] body = packs ? answer.Packed : answer.Plain;
        if (packs) context.Response.Headers.ContentEncoding = "br";
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private sealed record Answer(byte[] Plain, byte[] Packed, EntityTagHeaderValue Tag)
    {
        public static Answer Of(IFileProvider files)
        {
            byte[] plain = Encoding.UTF8.GetBytes(ModuleBundle.Of(files, Source));
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(plain);
            // Weak: the same by another coding.
            return new(plain, packed.ToArray(), new($"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 8))}\"", isWeak: true));
        }
    }
}
