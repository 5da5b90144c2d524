using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>No files at all: for a scenario that comes from a browser, which must not name files of the server.</summary>
public sealed class NoScenarioFiles : IScenarioFiles
{
    public static NoScenarioFiles Instance { get; } = new();

    private NoScenarioFiles()
    {
    }

    /// <inheritdoc/>
    public Stream? Open(string path) => null;

    /// <inheritdoc/>
    public bool IsFolder(string path) => false;
}
