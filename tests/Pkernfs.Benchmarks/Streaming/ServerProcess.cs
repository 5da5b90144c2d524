using System.Diagnostics;
using System.Globalization;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>The serving process, as the measuring one sees it: told what to do by a line, answering by a line.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    /// <summary>What runs these benchmarks: they themselves, or dotnet.</summary>
    public static string Program => Environment.ProcessPath!;

    public Uri Address { get; }

    public static ServerProcess Start()
    {
        var process = Process.Start(new ProcessStartInfo(Program, [.. ProgramFile(), StreamServer.Verb]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        string? address = process.StandardOutput.ReadLine();
        return address is not null ? new(process, new Uri(address)) : throw new InvalidOperationException("The serving process of the stream's benchmark ended before it served.");
    }

    /// <summary>Tells it and waits for the answer.</summary>
    public async Task<string> AskAsync(string contestant, string what, params int[] numbers)
    {
        await process.StandardInput.WriteLineAsync(string.Join(' ', [contestant, what, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The serving process of the stream's benchmark ended at \"{contestant} {what}\".");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
        process.Dispose();
    }

    /// <summary>The program as an argument where it was started by "dotnet program.dll"; nothing where it runs by itself.</summary>
    public static string[] ProgramFile() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
