namespace Pkernfs.Oracle.Tests.Dumps;

/// <summary>A new folder that goes away with all in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pkernfs-dump-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
