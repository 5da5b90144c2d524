using System.Collections.Immutable;
using Pkernfs.Core.Costs;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>One approach as the page has it: in a column of the table, as a bar and as a line.</summary>
/// <param name="Index">Its place, which decides how its line looks everywhere.</param>
/// <param name="Guest">The guest that the figures are for.</param>
/// <param name="Report">Its figures; null while they are worked out and where there are none.</param>
/// <param name="Problem">Why there are none; null where there are, and while they are worked out.</param>
/// <param name="Beyond">What the design as posted could not do.</param>
public sealed record CostColumn(int Index, CostSubject Subject, ByteCount Guest, CostReport? Report, string? Problem, ImmutableArray<string> Beyond)
{
    public string Name => Subject.Approach.Id;
}
