using System.Collections.Immutable;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>A sentence of the translation's tree in words.</summary>
/// <param name="Level">1 at the top, as aria-level counts.</param>
/// <param name="Select">What choosing it selects; null for nothing.</param>
public sealed record OutlineItem(string Key, int Level, string Words, Selection? Select, ImmutableArray<OutlineItem> Children);
