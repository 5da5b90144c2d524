using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Presenting;

/// <summary>What a walk-through's file has to do with a session.</summary>
public static class WalkthroughFiles
{
    /// <summary>True for a session of a scenario that comes with the program: its name is enough to open it.</summary>
    public static bool IsBuiltIn(MachineSession session) =>
        ScenarioLibrary.Names.Contains(session.ScenarioName) && ScenarioLibrary.Load(session.ScenarioName).Scenario?.Text == session.Scenario.Text;

    /// <summary>True where the session runs the scenario that the walk-through speaks of.</summary>
    public static bool IsOf(Walkthrough walkthrough, MachineSession session) => walkthrough.ScenarioText is { } text
        ? session.Scenario.Text == text
        : IsBuiltIn(session) && session.ScenarioName == walkthrough.ScenarioName;

    /// <summary>What its file is called: "why-the-iommu-must-not-stop.walkthrough.yaml".</summary>
    public static string NameOf(Walkthrough walkthrough)
    {
        string words = walkthrough.Title.Length > 0 ? walkthrough.Title : walkthrough.ScenarioName;
        string name = string.Join('-', string.Concat(words.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (name.Length == 0 ? "notes" : name.Length <= ScenarioLimits.Name ? name : name[..ScenarioLimits.Name]) + WalkthroughText.Extension;
    }
}
