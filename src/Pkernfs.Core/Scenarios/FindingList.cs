using System.Collections.Immutable;

namespace Pkernfs.Core.Scenarios;

/// <summary>Gathers what readers find, up to <see cref="ScenarioLimits.Findings"/>: nobody reads the thousandth.</summary>
public sealed class FindingList
{
    private readonly List<Finding> _findings = [];

    public bool HasErrors => _findings.Exists(finding => finding.Severity == Severity.Error);

    public void Error(string file, int line, int column, string message) => Add(new(file, line, column, Severity.Error, message));

    public void Warning(string file, int line, int column, string message) => Add(new(file, line, column, Severity.Warning, message));

    public void Note(string file, int line, int column, string message) => Add(new(file, line, column, Severity.Note, message));

    public void Add(Finding finding)
    {
        // What makes a file unusable is told however much was found before.
        if (_findings.Count < ScenarioLimits.Findings || (finding.Severity == Severity.Error && !HasErrors)) _findings.Add(finding);
    }

    /// <summary>By place, the worst first where places are equal; each once.</summary>
    public ImmutableArray<Finding> InOrder() =>
        [.. _findings.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line).ThenBy(f => f.Column).ThenBy(f => f.Severity)];
}
