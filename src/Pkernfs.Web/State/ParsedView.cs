using System.Collections.Immutable;

namespace Pkernfs.Web.State;

/// <summary>A view read from an address, and a sentence for each part of the address that was passed over.</summary>
public sealed record ParsedView(ExplorerView View, ImmutableArray<string> Messages);
