using System.CommandLine;
using Pkernfs.Web.Hosting;

namespace Pkernfs.Web.Commands;

/// <summary>"health [address]": asks a running server whether it is well. For container health checks, where no other client is at hand.</summary>
public static class HealthCommand
{
    // Well under the interval of any health check, so that checks do not pile up.
    private static readonly TimeSpan timeLimit = TimeSpan.FromSeconds(4);

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var address = new Argument<string?>("ADDRESS") { Description = "Where the server is, if not at the default address.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("health", "Ask a running server whether it is well.") { address };
        command.SetAction(parsed => RunAsync(parsed.GetValue(address) is { } given ? [given] : [], output, errors));
        return command;
    }

    /// <summary>0 when the server at the address answers that it is well, 1 when not, 2 when the address cannot be read.</summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        string address = arguments.FirstOrDefault() ?? ListeningAddress.Default;
        if (!Uri.TryCreate(address.TrimEnd('/') + "/health", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            await errors.WriteLineAsync($"\"{address}\" is not an http address. Give one such as {ListeningAddress.Default}.");
            return 2;
        }

        using var client = new HttpClient { Timeout = timeLimit };
        try
        {
            using var response = await client.GetAsync(uri);
            await output.WriteLineAsync($"{uri} answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"No answer from {uri}: {failure.Message} Is the server started?");
            return 1;
        }
    }
}
