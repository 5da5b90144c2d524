namespace Pkernfs.Core.Scenarios;

/// <summary>The files that a scenario may name, by paths relative to the scenario's own place, with / between parts.</summary>
public interface IScenarioFiles
{
    /// <summary>The file's bytes, to be disposed by the caller; null where there is no such file.</summary>
    Stream? Open(string path);

    /// <summary>True when the path is a folder.</summary>
    bool IsFolder(string path);
}
