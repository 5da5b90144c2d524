using System.Collections.Immutable;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>A sentence of the translation's tree in words.</summary>
/// <param name="Level">1 at the top, as aria-level counts.</param>
/// <param name="Select">What choosing it selects; null for nothing.</param>
/// <param name="Unfold">Gives what is folded in it, read when it is asked for; null where nothing is but <paramref name="Children"/>.</param>
public sealed record OutlineItem(string Key, int Level, string Words, Selection? Select, ImmutableArray<OutlineItem> Children, Func<ImmutableArray<OutlineItem>>? Unfold = null)
{
    /// <summary>True where something is below it.</summary>
    public bool Folds => !Children.IsEmpty || Unfold is not null;
}
