using System.Collections.Immutable;

namespace Pkernfs.Web.Presenting;

/// <summary>Notes in the order in which they are shown, and the scenario that they speak of: what a walk-through file holds.</summary>
/// <param name="Title">A few words; may be empty.</param>
/// <param name="ScenarioName">The scenario's name.</param>
/// <param name="ScenarioText">The whole scenario file; null for a built-in, which its name is enough for.</param>
public sealed record Walkthrough(string Title, string ScenarioName, string? ScenarioText, ImmutableArray<Note> Notes)
{
    /// <summary>Equal where all notes are, in order.</summary>
    public bool Equals(Walkthrough? other) =>
        other is not null && (Title, ScenarioName, ScenarioText) == (other.Title, other.ScenarioName, other.ScenarioText) && Notes.SequenceEqual(other.Notes);

    public override int GetHashCode() => HashCode.Combine(Title, ScenarioName, ScenarioText, Notes.Length);
}
