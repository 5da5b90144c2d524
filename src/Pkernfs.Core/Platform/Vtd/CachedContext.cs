namespace Pkernfs.Core.Platform.Vtd;

/// <summary>A context entry as the unit remembers it, tagged by source id. Memory may say something else by now.</summary>
public readonly record struct CachedContext(PciAddress Requester, ContextEntry Entry);
