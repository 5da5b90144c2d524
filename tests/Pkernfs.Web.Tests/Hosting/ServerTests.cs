using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class ServerTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    private readonly HttpClient client = server.CreateClient();

    [Fact]
    public async Task HealthAnswersThatAllIsWell()
    {
        var response = await client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Healthy", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/css/tokens.css")]
    [InlineData("/no-such-page")]
    public async Task EveryAnswerKeepsToItsOwnOrigin(string path)
    {
        var response = await client.GetAsync(path);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    // A file that is found but looked for in the wrong folder answers 200 with nothing in it.
    [Theory]
    [InlineData("/css/tokens.css", "text/css")]
    [InlineData("/css/base.css", "text/css")]
    [InlineData("/css/layout.css", "text/css")]
    [InlineData("/css/fonts.css", "text/css")]
    [InlineData("/js/keys.js", "text/javascript")]
    [InlineData("/js/appearance.js", "text/javascript")]
    [InlineData("/js/map.bundle.js", "text/javascript")]
    [InlineData("/fonts/inter-latin-wght-normal.woff2", "font/woff2")]
    [InlineData("/fonts/jetbrains-mono-latin-wght-normal.woff2", "font/woff2")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/Pkernfs.Web.styles.css", "text/css")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css", "text/css")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js", "text/javascript")]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    public async Task FilesHaveTheirContent(string path, string mediaType)
    {
        var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 200, $"{path} is empty or nearly so.");
    }

    [Fact]
    public async Task TheMapsModuleComesPackedAndOnlyWhenItIsAnother()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/js/map.bundle.js");
        asked.Headers.AcceptEncoding.ParseAdd("gzip, br");
        var packed = await client.SendAsync(asked);
        Assert.Equal(["br"], packed.Content.Headers.ContentEncoding);
        await using var unpacked = new BrotliStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        string plain = await client.GetStringAsync("/js/map.bundle.js");
        Assert.Equal(plain, await new StreamReader(unpacked).ReadToEndAsync());
        Assert.Contains("export const { open } =", plain, StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/js/map.bundle.js");
        again.Headers.IfNoneMatch.Add(packed.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task ThePageHasNoScriptOfItsOwnInline()
    {
        string html = await client.GetStringAsync("/");
        Assert.Contains("Physical memory", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*\\ssrc=)", html);
        Assert.DoesNotMatch("\\son[a-z]+=\"", html);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
    }

    [Fact]
    public async Task AnUnknownAddressAnswersWithASentence()
    {
        var response = await client.GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("There is no page at this address", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheErrorPageSaysWhatToDo()
    {
        string html = await client.GetStringAsync("/error");
        Assert.Contains("This page could not be made", html, StringComparison.Ordinal);
        Assert.Contains("Nothing that you opened is lost", html, StringComparison.Ordinal);
    }

    public sealed class DevelopmentServer : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder) =>
            builder.UseSetting("environment", "Development");
    }
}
