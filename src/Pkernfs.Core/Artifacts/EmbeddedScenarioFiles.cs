using System.Reflection;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>The scenarios and boards that are built into this assembly.</summary>
public sealed class EmbeddedScenarioFiles : IScenarioFiles
{
    private const string Prefix = "scenarios/";
    private static readonly Assembly Home = typeof(EmbeddedScenarioFiles).Assembly;

    // Resource names come from build paths, whose separator is the building machine's.
    private static readonly Dictionary<string, string> Resources = Home.GetManifestResourceNames()
        .Select(name => (Resource: name, Path: name.Replace('\\', '/')))
        .Where(entry => entry.Path.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Path[Prefix.Length..], entry => entry.Resource, StringComparer.Ordinal);

    /// <summary>All paths, in ordinal order: "boards/q35-6g/dmesg.txt", "pkernfs-rfc.yaml".</summary>
    public static IEnumerable<string> Paths => Resources.Keys.Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Stream? Open(string path) => Resources.TryGetValue(path, out string? resource) ? Home.GetManifestResourceStream(resource) : null;

    /// <inheritdoc/>
    public bool IsFolder(string path)
    {
        string folder = path.TrimEnd('/') + "/";
        return Resources.Keys.Any(known => known.StartsWith(folder, StringComparison.Ordinal));
    }
}
