using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>A step, as far as its cost goes.</summary>
/// <param name="InBlackout">The guest's vCPUs do not run during it.</param>
/// <param name="MappingsBlocked">The VMM could not change the assigned function's mappings, before it or after it.</param>
public sealed record CostStep(string Id, string Title, Phase Phase, bool InBlackout, bool MappingsBlocked, StepWork Work);
