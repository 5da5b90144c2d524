using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class OwnOriginTests(ServerTests.DevelopmentServer server) : IClassFixture<ServerTests.DevelopmentServer>
{
    public static TheoryData<string, string?, bool> Cases => new()
    {
        { "/hub/machine", null, true },
        { "/hub/machine", "http://localhost", true },
        { "/hub/machine", "https://localhost", true },
        { "/hub/machine", "http://LOCALHOST", true },
        { "/hub/machine", "http://localhost:8080", false },
        { "/hub/machine", "http://evil.example", false },
        { "/hub/machine", "http://localhost.evil.example", false },
        { "/hub/machine", "null", false },
        { "/HUB/machine", "http://evil.example", false },
        { "/_blazor", null, true },
        { "/_blazor", "http://localhost", true },
        { "/_blazor", "http://evil.example", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task NegotiationIsForPagesOfThisOriginAndForPrograms(string path, string? origin, bool passes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/negotiate?negotiateVersion=1");
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        var response = await server.CreateClient().SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        if (passes)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("connectionToken", body, StringComparison.Ordinal);
            return;
        }
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith($"{path}/negotiate does not answer pages of another origin: open the explorer at localhost,", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost", true)]
    [InlineData("http://evil.example", false)]
    public async Task AWebSocketWithoutNegotiationIsAskedToo(string origin, bool passes)
    {
        var client = server.Server.CreateWebSocketClient();
        client.ConfigureRequest = request => request.Headers.Origin = origin;
        var connecting = client.ConnectAsync(new Uri(server.Server.BaseAddress, "/hub/machine"), TestContext.Current.CancellationToken);
        if (passes)
        {
            using var socket = await connecting;
            Assert.Equal(WebSocketState.Open, socket.State);
            return;
        }
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => connecting);
        Assert.Contains("403", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PagesThemselvesMayBeLinkedFromAnywhere()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/scenarios");
        request.Headers.TryAddWithoutValidation("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.OK, (await server.CreateClient().SendAsync(request)).StatusCode);
    }
}
