using System.Text.RegularExpressions;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Tour;

/// <summary>A stop's text with what its runs say.</summary>
public static partial class TourText
{
    /// <summary>The facts that a text asks for: of which scenario, by which name.</summary>
    public static IEnumerable<(string Scenario, string Fact)> FactsOf(string text) => Fact().Matches(text).Select(Read);

    /// <summary>Fills in what is computed.</summary>
    /// <param name="run">The run of a scenario, by its name.</param>
    public static string Fill(string text, Func<string, RunInspection> run) => Fact().Replace(text, match =>
    {
        var (scenario, fact) = Read(match);
        return TourFacts.Of(run(scenario), fact);
    });

    /// <summary>Words and code in turn.</summary>
    public static IEnumerable<(string Words, bool IsCode)> Parts(string text) => text.Split('`').Select((words, place) => (words, place % 2 == 1)).Where(part => part.words.Length > 0);

    private static (string Scenario, string Fact) Read(Match match) => (match.Groups["scenario"] is { Success: true } other ? other.Value : ScenarioLibrary.Default, match.Groups["fact"].Value);

    [GeneratedRegex(@"\{((?<scenario>[a-z0-9-]+):)?(?<fact>[a-z-]+)\}")]
    private static partial Regex Fact();
}
