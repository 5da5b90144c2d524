using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The way down to one sentence of the tree.</summary>
/// <param name="Unfolds">Keys of what must be unfolded, from above.</param>
/// <param name="Key">The sentence's own.</param>
public sealed record OutlinePath(ImmutableArray<string> Unfolds, string Key)
{
    public bool Equals(OutlinePath? other) => other is not null && Key == other.Key && Unfolds.SequenceEqual(other.Unfolds);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
