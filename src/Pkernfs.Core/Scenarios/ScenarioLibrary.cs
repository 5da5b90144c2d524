using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>The scenarios and boards that come with the program.</summary>
public static class ScenarioLibrary
{
    /// <summary>The scenario that a person sees who asked for none.</summary>
    public const string Default = "pkernfs-rfc";

    /// <summary>Other names of built-in scenarios: an approach's name opens it, as for those whose scenario is called like the approach.</summary>
    private static readonly ImmutableSortedDictionary<string, string> Aliases =
        ImmutableSortedDictionary<string, string>.Empty.Add(PkernfsApproach.Name, Default);

    private const string Extension = ".yaml";
    private const string Boards = "boards/";
    private static readonly EmbeddedScenarioFiles Files = new();

    // Boards are values: read once, shared by every scenario that names them.
    private static readonly ConcurrentDictionary<string, Board> LoadedBoards = new(StringComparer.Ordinal);

    /// <summary>Built-in scenarios, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. EmbeddedScenarioFiles.Paths.Where(path => path.EndsWith(Extension, StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal)).Select(path => path[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Built-in boards, in ordinal order.</summary>
    public static ImmutableArray<string> BoardNames { get; } =
        [.. EmbeddedScenarioFiles.Paths.Where(path => path.StartsWith(Boards, StringComparison.Ordinal)).Select(path => path[Boards.Length..].Split('/')[0]).Select(name => name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name).Distinct()];

    /// <summary>The name of a built-in scenario that is asked for by another of its names; any other name as it is.</summary>
    public static string Resolve(string name) => Aliases.GetValueOrDefault(name, name);

    /// <summary>A built-in scenario by its name or another name of it, or a scenario file by its path.</summary>
    public static ScenarioResult Load(string nameOrPath)
    {
        nameOrPath = Resolve(nameOrPath);
        if (Names.Contains(nameOrPath)) return LoadBuiltIn(nameOrPath);
        string folder = "";
        string file = nameOrPath;
        int slash = nameOrPath.LastIndexOfAny(['/', '\\']);
        if (slash >= 0) (folder, file) = (nameOrPath[..(slash + 1)], nameOrPath[(slash + 1)..]);
        return Load(nameOrPath, file, new FolderScenarioFiles(folder.Length == 0 ? "." : folder));
    }

    /// <summary>A scenario file that <paramref name="files"/> know as <paramref name="path"/>; findings call it <paramref name="shownAs"/>.</summary>
    public static ScenarioResult Load(string shownAs, string path, IScenarioFiles files)
    {
        using var stream = files.Open(path);
        if (stream is not null) return ScenarioReader.Read(shownAs, stream, files);
        string hint = NearestName.Hint(shownAs, Names);
        return new(null, [new(shownAs, 1, 1, Severity.Error, $"There is no built-in scenario and no readable file of this name.{hint} Built-in scenarios are: {string.Join(", ", Names)}.")]);
    }

    /// <summary>The text of a built-in scenario, as a beginning for one's own; null where there is none of that name.</summary>
    public static string? Text(string name)
    {
        using var stream = Names.Contains(name) ? Files.Open(name + Extension) : null;
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A built-in board, one of <see cref="BoardNames"/>. Its files are part of the program, so a finding in them is a mistake of ours.</summary>
    public static Board LoadBoard(string name) => LoadedBoards.GetOrAdd(name, ReadBoard);

    private static Board ReadBoard(string name)
    {
        using var written = Files.Open(Boards + name + Extension);
        var result = written is null ? BoardReader.Read(Files, Boards + name, name) : BoardSection.ReadFile(name + Extension, written, name);
        return result.Board ?? throw new InvalidOperationException($"The built-in board '{name}' cannot be read: {string.Join(" ", result.Findings)}");
    }

    private static ScenarioResult LoadBuiltIn(string name) => Load(name + Extension, name + Extension, Files);
}
