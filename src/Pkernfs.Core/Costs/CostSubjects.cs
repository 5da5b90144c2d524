using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Costs;

/// <summary>An approach, and the built-in scenario that it is looked at with.</summary>
public sealed record CostSubject(Approach Approach, Scenario Scenario);

/// <summary>The approaches that can be set side by side: those with a built-in scenario.</summary>
public static class CostSubjects
{
    /// <summary>One for each approach, in the catalogue's order.</summary>
    public static ImmutableArray<CostSubject> BuiltIn { get; } = [.. Catalogue<Approach>.All.Select(Of).OfType<CostSubject>()];

    /// <summary>The approach with the scenario that people open first, else with its first one that acts as intended.</summary>
    private static CostSubject? Of(Approach approach)
    {
        var scenario = ScenarioLibrary.Names.Select(name => ScenarioLibrary.Load(name).Scenario).OfType<Scenario>()
            .Where(scenario => scenario.Plan.Approach == approach.Id)
            .OrderBy(scenario => scenario.Name == ScenarioLibrary.Default ? 0 : scenario.Plan.Options == PkernfsOptions.Intent ? 1 : 2)
            .FirstOrDefault();
        return scenario is null ? null : new(approach, scenario);
    }
}
