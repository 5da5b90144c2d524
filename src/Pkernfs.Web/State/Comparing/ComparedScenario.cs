using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>What one side of a comparison runs.</summary>
/// <param name="Named">The scenario that the side names; null where there is none.</param>
/// <param name="Edited">The same with the side's edits; null where they cannot be made.</param>
/// <param name="Problem">Why there is nothing to run, in a sentence; null where there is.</param>
public sealed record ComparedScenario(Scenario? Named, Scenario? Edited, string? Problem)
{
    public static ComparedScenario Of(CompareSide side, SessionStore store)
    {
        if (side.File is { } file && LinkedScenario.Of(side.Machine, file).Unreadable is { } why) return new(null, null, why);
        if (Find(side, store) is not { } scenario) return new(null, null, $"There is no scenario and no open session \"{side.Machine}\". Built in are: {string.Join(", ", ScenarioLibrary.Names)}.");
        if (side.Edits.Length == 0) return new(scenario, scenario, null);
        if (!PlanEdits.TryParse(side.Edits, out var edits, out string? problem)) return new(scenario, null, problem);
        // A side's edits are all of them, those of its scenario's file among them.
        var edited = scenario with { Plan = scenario.Plan with { Edits = edits } };
        var problems = PlanEdits.Check(edited.Plan);
        return problems.IsEmpty ? new(scenario, edited, null) : new(scenario, null, string.Join(' ', problems));
    }

    /// <summary>The scenario that a side names; null where there is none.</summary>
    public static Scenario? Find(CompareSide side, SessionStore store)
    {
        if (side.File is { } file) return ScenarioReader.Read(side.Machine, file.Text, NoScenarioFiles.Instance).Scenario;
        return ScenarioLibrary.Names.Contains(side.Machine) ? ScenarioLibrary.Load(side.Machine).Scenario : store.Find(side.Machine)?.Scenario;
    }
}
