using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pkernfs.Benchmarks.Browsing;

/// <summary>A web server in a process of its own on a free port of loopback, ended with the measurement.</summary>
internal sealed class ServedProcess : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(40);

    private readonly Process process;

    private ServedProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>The explorer, as it was built beside these benchmarks.</summary>
    public static Task<ServedProcess> ExplorerAsync() => StartAsync("dotnet", [ExplorerProgram()], "health");

    /// <summary>These benchmarks, told by a verb to serve.</summary>
    public static Task<ServedProcess> OwnAsync(string verb, params string[] arguments) => StartAsync(Streaming.ServerProcess.Program, [.. Streaming.ServerProcess.ProgramFile(), verb, .. arguments], "");

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<ServedProcess> StartAsync(string program, string[] arguments, string healthy)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo(program, [.. arguments, "--urls", address.GetLeftPart(UriPartial.Authority)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new ServedProcess(process, address);
        if (await served.AnswersAsync(healthy)) return served;
        served.Dispose();
        throw new InvalidOperationException($"The server \"{program} {string.Join(' ', arguments)}\" did not answer.");
    }

    private async Task<bool> AnswersAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = Address };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience && !process.HasExited; await Task.Delay(50))
        {
            try
            {
                if ((await client.GetAsync(path)).IsSuccessStatusCode) return true;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        return false;
    }

    /// <summary>Of the same configuration as this program: both are built together.</summary>
    private static string ExplorerProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string configuration = output.Parent!.Name;
        for (var folder = output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pkernfs.sln"))) return Path.Combine(folder.FullName, "src", "Pkernfs.Web", "bin", configuration, output.Name, "Pkernfs.Web.dll");
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Pkernfs.sln.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
