using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pkernfs.Browser.Tests;

/// <summary>The built server as a process of its own on a free loopback port, ended with the tests.</summary>
public sealed class ExplorerServer : IAsyncDisposable
{
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(40);

    private readonly Process process;
    private readonly StringBuilder log = new();
    private bool ended;

    private ExplorerServer(Uri address)
    {
        Address = address;
        var start = new ProcessStartInfo("dotnet", [Repository.WebProgram, "--urls", address.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What the server printed so far.</summary>
    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    /// <summary>Starts a server at an address, or at a free port, and waits until it is healthy.</summary>
    public static async Task<ExplorerServer> StartAsync(Uri? address = null)
    {
        var server = new ExplorerServer(address ?? new Uri($"http://127.0.0.1:{FreePort()}/"));
        await server.WaitUntilHealthyAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (ended) return;
        ended = true;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task WaitUntilHealthyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < startLimit)
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended while starting, code {process.ExitCode}:\n{Log}");
            try
            {
                if ((await client.GetAsync("health")).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
        await DisposeAsync();
        throw new TimeoutException($"The server at {Address} was not healthy within {startLimit.TotalSeconds} s:\n{Log}");
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (log) log.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
