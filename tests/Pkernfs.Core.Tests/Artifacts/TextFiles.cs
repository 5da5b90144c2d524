using System.Text;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Artifacts;

/// <summary>Files in memory, by path.</summary>
internal sealed class TextFiles(params (string Path, string Text)[] files) : IScenarioFiles
{
    public Stream? Open(string path) =>
        files.FirstOrDefault(file => file.Path == path) is { Text: { } text } ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null;

    public bool IsFolder(string path) => files.Any(file => file.Path.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));
}
