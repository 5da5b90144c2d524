using System.Collections.Immutable;

namespace Pkernfs.Tests;

/// <summary>A line of links.txt: a link that was given out once.</summary>
/// <param name="Link">From the root.</param>
/// <param name="Written">How the same view is written now.</param>
/// <param name="SaysSo">True where it names something that is not there any more: the nearest opens, and the page says so.</param>
public sealed record IssuedLink(string Link, string Written, bool SaysSo)
{
    /// <summary>All of them, in order.</summary>
    public static ImmutableArray<IssuedLink> All { get; } = [.. Lines().Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    /// <summary>The page that it opens: "/", "/compare".</summary>
    public string Page => Link.Split('?', '#')[0];

    private static IssuedLink Read(string line)
    {
        bool saysSo = line.StartsWith("! ", StringComparison.Ordinal);
        string[] parts = (saysSo ? line[2..] : line).Split(" => ");
        return new(parts[0], parts[^1], saysSo);
    }

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(IssuedLink).Assembly.GetManifestResourceStream("links.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line) yield return line.Trim();
    }
}
