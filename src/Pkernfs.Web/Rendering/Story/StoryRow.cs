using System.Collections.Immutable;
using Pkernfs.Web.Scenes.Story;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>Panels that stand beside each other: two of one run, or the same part of two runs, of which one may lack it.</summary>
public sealed record StoryRow(StoryPanel? Left, StoryPanel? Right);

/// <summary>A whole storyboard.</summary>
/// <param name="Title">"A live update with pkernfs, in six pictures".</param>
/// <param name="Words">What machine, and that times are modelled.</param>
/// <param name="Columns">The names above the two columns; empty for one run.</param>
public sealed record Storyboard(string Title, string Words, ImmutableArray<string> Columns, ImmutableArray<StoryRow> Rows)
{
    /// <summary>All panels as they are read.</summary>
    public IEnumerable<StoryPanel> Panels => Rows.SelectMany(row => new[] { row.Left, row.Right }).OfType<StoryPanel>();
}
