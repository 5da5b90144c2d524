using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>Files of the file system, named relative to a folder. For a person's own scenario files: it follows any path.</summary>
public sealed class FolderScenarioFiles(string folder) : IScenarioFiles
{
    /// <inheritdoc/>
    public Stream? Open(string path)
    {
        try
        {
            string full = FullPath(path);
            return File.Exists(full) ? File.OpenRead(full) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // To the reader a file that cannot be opened is a file that is not there; it says so with the path.
            return null;
        }
    }

    /// <inheritdoc/>
    public bool IsFolder(string path) => path.IndexOf('\0') < 0 && Directory.Exists(FullPath(path));

    private string FullPath(string path) => Path.GetFullPath(Path.Combine(folder, path));
}
