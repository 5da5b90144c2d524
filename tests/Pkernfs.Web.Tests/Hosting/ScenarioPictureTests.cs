using System.Net;
using System.Net.Http.Headers;
using System.Xml.Linq;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class ScenarioPictureTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    private const string Address = "/picture/scenario/pkernfs-rfc.svg?theme=light";

    private readonly HttpClient client = server.CreateClient();

    [Fact]
    public async Task APictureIsAnSvgThatIsFetchedOnce()
    {
        var first = await client.GetAsync(Address);
        Assert.Equal("image/svg+xml", first.Content.Headers.ContentType?.MediaType);
        Assert.True(first.Headers.CacheControl!.NoCache);
        var picture = XDocument.Parse(await first.Content.ReadAsStringAsync());
        Assert.Equal("0 0 347 186", picture.Root!.Attribute("viewBox")!.Value);
        string tag = first.Headers.ETag!.Tag.Trim('"');

        var tagged = await client.GetAsync($"{Address}&tag={tag}");
        Assert.Equal(TimeSpan.FromDays(365), tagged.Headers.CacheControl!.MaxAge);

        using var again = new HttpRequestMessage(HttpMethod.Get, Address);
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{tag}\""));
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        Assert.NotEqual(await first.Content.ReadAsStringAsync(), await client.GetStringAsync(Address.Replace("light", "dark", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/picture/scenario/no-such.svg", HttpStatusCode.BadRequest, "There is no scenario \"no-such\" here.")]
    [InlineData("/picture/scenario/kho.svg?theme=mauve", HttpStatusCode.BadRequest, "\"theme=mauve\" is no theme of these pictures")]
    [InlineData("/picture/scenario/guest-12t-1g.svg", HttpStatusCode.NotFound, "The picture of guest-12t-1g is not drawn yet, since its machine is large")]
    public async Task WhatIsNotThereIsSaid(string path, HttpStatusCode status, string sentence)
    {
        var response = await client.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith(sentence, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
