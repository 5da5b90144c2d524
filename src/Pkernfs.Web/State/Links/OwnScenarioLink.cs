using Microsoft.AspNetCore.WebUtilities;

namespace Pkernfs.Web.State.Links;

/// <summary>The editor's address with a text in it: "/scenarios/own?file=b.…".</summary>
public static class OwnScenarioLink
{
    public const string Path = "/scenarios/own";

    public static string Write(string text) => $"{Path}?file={new CarriedScenario(text).Code}";

    /// <summary>The text that an address carries; null with a sentence where it is damaged, null alone where it carries none.</summary>
    public static (CarriedScenario? File, string? Problem) Read(string uri)
    {
        int query = uri.IndexOf('?', StringComparison.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query < 0 ? "" : uri[query..].Split('#')[0]))
        {
            if (pair.DecodeName().ToString() != "file") continue;
            return CarriedScenario.TryRead(pair.DecodeValue().ToString(), out var file, out string? problem)
                ? (file, null)
                : (null, $"The scenario file in the link cannot be read. {problem}");
        }
        return default;
    }
}
