using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Core.Exploration;

/// <summary>A fault at a step, and what comes of it.</summary>
/// <param name="Step">The step that it strikes after.</param>
/// <param name="Phase">That step's.</param>
/// <param name="Edits">What makes its run of the explored one, as links have it.</param>
/// <param name="FaultStep">The id of the fault's own step in that run, where a link opens it.</param>
public sealed record ExplorationCell(Fault Fault, string Step, Phase Phase, Outcome Outcome, string Edits, string FaultStep);
