using System.Net;
using System.Net.Sockets;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Tests.Hosting;

public sealed class HealthCommandTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task TheServersAnswerDecides(string status, int expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerOnceAsync(listener, status);
        int code = await HealthCommand.RunAsync([$"http://{listener.LocalEndpoint}"], output, errors);
        Assert.StartsWith("GET /health ", await answering, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    [Fact]
    public async Task NoServerIsSaidInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        Assert.Equal(1, await HealthCommand.RunAsync([address], output, errors));
        Assert.StartsWith($"No answer from {address}/health", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatCannotBeReadIsSaidInASentence()
    {
        Assert.Equal(2, await HealthCommand.RunAsync(["nowhere"], output, errors));
        Assert.Contains("\"nowhere\" is not an http address", errors.ToString(), StringComparison.Ordinal);
    }

    // The command gives up by itself, perhaps before it was connected: then nobody comes.
    private static async Task<string> AnswerOnceAsync(TcpListener listener, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var connection = await listener.AcceptTcpClientAsync(patience.Token);
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        string request = await reader.ReadLineAsync() ?? "";
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
            // The rest of the head does not matter.
        }
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return request;
    }
}
