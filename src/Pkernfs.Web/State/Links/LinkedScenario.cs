using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.State.Links;

/// <summary>The scenario that a link means, or the nearest that there is.</summary>
/// <param name="Name">What it is opened by.</param>
/// <param name="Own">The scenario of the file that the link carries; null for a built-in one.</param>
/// <param name="Problem">What of the link is not there, and what was taken instead; null where all is well.</param>
/// <param name="Unreadable">Of a file that cannot run, why; null for any other.</param>
public sealed record LinkedScenario(string Name, Scenario? Own = null, string? Problem = null, string? Unreadable = null)
{
    /// <summary>Finds it by its name and the file that came with it.</summary>
    public static LinkedScenario Of(string name, CarriedScenario? file)
    {
        if (file is not null)
        {
            var read = ScenarioReader.Read(name, file.Text, NoScenarioFiles.Instance);
            if (read.Scenario is { } own) return CarriedScenarioOf(own) is null ? new(own.Name) : new(own.Name, own);
            var first = read.Findings.First(finding => finding.Severity == Severity.Error);
            var instead = Nearest(name);
            string why = $"The scenario in the link cannot run: line {first.Line}, column {first.Column}: {first.Message}";
            return instead with { Problem = $"{why} Opened is \"{instead.Name}\".", Unreadable = why };
        }
        return ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(name)) ? new(ScenarioLibrary.Resolve(name)) : Nearest(name);
    }

    /// <summary>A scenario's file for links; null for a built-in one, which its name is enough for.</summary>
    public static CarriedScenario? CarriedScenarioOf(Scenario scenario) => scenario.Text.Length == 0 || ScenarioLibrary.Text(scenario.Name) == scenario.Text ? null : new(scenario.Text);

    private static LinkedScenario Nearest(string name)
    {
        string nearest = NearestName.Of(name, ScenarioLibrary.Names) ?? ScenarioLibrary.Names.Where(known => name.StartsWith(known, StringComparison.Ordinal)).MaxBy(known => known.Length) ?? ScenarioLibrary.Default;
        return new(nearest, null, $"There is no scenario \"{(name.Length <= 60 ? name : name[..60] + "...")}\" here; opened is \"{nearest}\". A scenario of one's own opens from its file, on the Scenarios page, or from a link that carries it.");
    }
}
