using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Sessions;

/// <summary>An approach, and the exploration of the built-in scenario that it is looked at with.</summary>
public sealed record ExploredApproach(Approach Approach, ExplorationWork Work);
