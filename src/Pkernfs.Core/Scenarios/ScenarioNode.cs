using System.Collections.Immutable;

namespace Pkernfs.Core.Scenarios;

/// <summary>A value of a scenario file with its place, both from 1.</summary>
public abstract record ScenarioNode(int Line, int Column)
{
    /// <summary>What it is, for sentences.</summary>
    public abstract string Noun { get; }
}

/// <summary>One value.</summary>
/// <param name="Exact">True when the file shows the value character by character from <see cref="ValueColumn"/> on: on one line, without escapes.</param>
public sealed record ScenarioScalar(string Value, bool Quoted, bool Exact, int Line, int Column) : ScenarioNode(Line, Column)
{
    public override string Noun => Value.Length == 0 && !Quoted ? "nothing" : "a single value";

    /// <summary>Where the value's first character stands.</summary>
    public int ValueColumn => Column + (Quoted ? 1 : 0);

    /// <summary>True for a key with nothing after it.</summary>
    public bool IsNothing => !Quoted && Value is "" or "~" or "null";

    /// <summary>The column of the value's character at <paramref name="offset"/> where the file shows it, else the scalar's own.</summary>
    public int ColumnAt(int offset) => Exact ? ValueColumn + offset : Column;
}

/// <summary>Keys with values, in the file's order.</summary>
public sealed record ScenarioMapping(ImmutableArray<ScenarioEntry> Entries, int Line, int Column) : ScenarioNode(Line, Column)
{
    public override string Noun => "a mapping";
}

public sealed record ScenarioEntry(ScenarioScalar Key, ScenarioNode Value);

/// <summary>A list.</summary>
public sealed record ScenarioSequence(ImmutableArray<ScenarioNode> Items, int Line, int Column) : ScenarioNode(Line, Column)
{
    public override string Noun => "a list";
}
