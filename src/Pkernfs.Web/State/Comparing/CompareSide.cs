using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>One side of a comparison, as a link names it.</summary>
/// <param name="Machine">A built-in scenario's name, the name of the one in <paramref name="File"/>, or the id of a session that runs one of the reader's own.</param>
/// <param name="Edits">What a what-if does differently, in its written form; empty for the scenario as it is.</param>
/// <param name="Step">The id of the step at whose end the machine is shown; null for the moment that matches the other side's.</param>
/// <param name="File">The scenario's whole file, for one that is not built in.</param>
public sealed record CompareSide(string Machine, string Edits = "", string? Step = null, CarriedScenario? File = null)
{
    /// <summary>A session's scenario as a link names it: by name, by its file where that is short enough, else by the session itself.</summary>
    public static CompareSide Of(MachineSession session, string edits, string? step = null)
    {
        if (LinkedScenario.CarriedScenarioOf(session.Scenario) is not { } file) return new(session.ScenarioName, edits, step);
        return file.Code.Length <= LinkLimits.LongestSide ? new(session.ScenarioName, edits, step, file) : new(session.Id, edits, step);
    }

    /// <summary>The same machine in the explorer. A side's edits are all of them, and the explorer's come after those of the scenario's file.</summary>
    /// <param name="scenario">What the side names.</param>
    public ExplorerView ToExplorer(Scenario scenario)
    {
        bool isSession = File is null && !ScenarioLibrary.Names.Contains(Machine);
        var own = scenario.Plan.Edits;
        ImmutableArray<PlanEdit> edits = PlanEdits.TryParse(Edits, out var read, out _) ? read : [];
        string more = PlanEdits.Write(edits.Take(own.Length).SequenceEqual(own) ? edits[own.Length..] : edits);
        return ExplorerView.Default with { Scenario = isSession ? scenario.Name : Machine, Session = isSession ? Machine : null, Edits = more.Length == 0 ? null : more, Step = Step, File = File };
    }

    /// <summary>True where both sides are moments of one run.</summary>
    public bool IsSameRun(CompareSide other) => Machine == other.Machine && Edits == other.Edits && Equals(File, other.File);
}

/// <summary>Which of two sides.</summary>
public enum SideName
{
    A,
    B,
}
