using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Exploration;

/// <summary>Every fault at every step where it may strike.</summary>
/// <param name="Cells">By fault in the catalogue's order, then by step in the run's.</param>
/// <param name="Steps">The ids of the explored run's steps with their phases, in order.</param>
public sealed record ExplorationTable(LiveUpdatePlan Plan, ImmutableArray<(string Id, Phase Phase)> Steps, ImmutableArray<ExplorationCell> Cells);
