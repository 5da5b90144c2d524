using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>
/// The serving process: the product's hub with one session, and beside it a plain web socket broadcast of the same bytes, both on one Kestrel. It does what it
/// is told on its standard input, a line each, and answers each with a line.
/// </summary>
internal static class StreamServer
{
    /// <summary>The word by which the benchmarks start themselves as this process.</summary>
    public const string Verb = "stream-server";

    public const string RawPath = "/raw";

    /// <summary>The session that all viewers watch.</summary>
    public const string WatchedSession = "watched";

    /// <summary>One that someone else steps through meanwhile.</summary>
    public const string OtherSession = "other";

    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(SessionLimits.Default).AddSingleton<SessionStore>();
        builder.Services.AddMachineStreaming();
        await using var app = builder.Build();
        var sessions = app.Services.GetRequiredService<SessionStore>();
        var machine = SteppingMachine.Create(WatchedSession, TimeProvider.System);
        sessions.Register(machine.Session);
        sessions.Register(SteppingMachine.Create(OtherSession, TimeProvider.System).Session);
        var raw = new RawBroadcast([.. Enumerable.Range(0, SteppingMachine.Moments).Select(machine.Delta)]);
        app.UseWebSockets();
        app.MapMachineStreaming();
        app.Map(RawPath, raw.AcceptAsync);
        app.Map(Echo.Path, Echo.AcceptAsync);
        await app.StartAsync();
        using var hub = new HubBroadcast(machine);
        Console.WriteLine(app.Urls.First());
        while (Console.ReadLine() is { } line) Console.WriteLine(await AnswerAsync(line.Split(' '), hub, raw));
        return 0;
    }

    private static async Task<string> AnswerAsync(string[] words, HubBroadcast hub, RawBroadcast raw)
    {
        IBroadcast broadcast = words[0] == "hub" ? hub : raw;
        int[] numbers = [.. words.Skip(2).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        switch (words[1])
        {
            case "flood":
                await broadcast.FloodAsync(numbers[0], numbers[1]);
                return "done";
            case "tick":
                return string.Join(' ', TickPace.Run(numbers[0], numbers[1], broadcast.Tick));
            case "memory":
                return GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture);
            default:
                return $"There is no \"{words[1]}\".";
        }
    }
}
