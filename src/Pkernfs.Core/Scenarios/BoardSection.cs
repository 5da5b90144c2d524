using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>board: a built-in board's name, a path to a board folder or kernel log, or a board by hand.</summary>
internal static class BoardSection
{
    public static Board? Read(ScenarioSection scenario, string scenarioName, IScenarioFiles files)
    {
        var node = scenario.Required("board");
        return node switch
        {
            null => null,
            ScenarioMapping mapping => HandBoardSection.Read(new(scenario.File, "board", mapping, scenario.Findings, HandBoardSection.Keys), scenarioName),
            _ when scenario.Scalar("board") is { } named => ReadNamed(scenario, named, files),
            _ => null,
        };
    }

    /// <summary>A file that is a board by hand and nothing else.</summary>
    public static BoardResult ReadFile(string file, Stream stream, string name)
    {
        var findings = new FindingList();
        var root = ScenarioText.Read(file, stream, findings) is { } text ? ScenarioTree.Read(file, text, findings) : null;
        var board = root is null ? null : HandBoardSection.Read(new(file, "board", root, findings, HandBoardSection.Keys), name);
        return new(findings.HasErrors ? null : board, findings.InOrder());
    }

    private static Board? ReadNamed(ScenarioSection scenario, ScenarioScalar named, IScenarioFiles files)
    {
        if (ScenarioLibrary.BoardNames.Contains(named.Value)) return ScenarioLibrary.LoadBoard(named.Value);
        if (files is NoScenarioFiles)
        {
            scenario.Error(named, $"There is no built-in board '{ScenarioSection.Shorten(named.Value)}'.{NearestName.Hint(named.Value, ScenarioLibrary.BoardNames)} In the browser a board is a built-in one ({string.Join(", ", ScenarioLibrary.BoardNames)}) or listed by hand; board folders and kernel logs are read by the program's commands, from files only.");
            return null;
        }
        bool folder = files.IsFolder(named.Value);
        if (!folder && !Exists(files, named.Value))
        {
            scenario.Error(named, $"There is no built-in board and no board folder or kernel log '{ScenarioSection.Shorten(named.Value)}'.{NearestName.Hint(named.Value, ScenarioLibrary.BoardNames)} Built-in boards are: {string.Join(", ", ScenarioLibrary.BoardNames)}.");
            return null;
        }
        string name = named.Value.TrimEnd('/');
        var result = BoardReader.Read(files, named.Value, name[(name.LastIndexOf('/') + 1)..]);
        foreach (var finding in result.Findings) scenario.Findings.Add(finding);
        if (result.Board is null) scenario.Error(named, $"The board '{ScenarioSection.Shorten(named.Value)}' cannot be read; its own findings say why.");
        return result.Board;
    }

    private static bool Exists(IScenarioFiles files, string path)
    {
        using var stream = files.Open(path);
        return stream is not null;
    }
}
