using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Artifacts;

/// <summary>A board read from files, or why there is none.</summary>
/// <param name="Board">Null when a finding is an error.</param>
public sealed record BoardResult(Board? Board, ImmutableArray<Finding> Findings);
