namespace Pkernfs.Web.State.Comparing;

/// <summary>One side of a comparison, as a link names it.</summary>
/// <param name="Machine">A built-in scenario's name, or the id of a session that runs one of the reader's own.</param>
/// <param name="Edits">What a what-if does differently, in its written form; empty for the scenario as it is.</param>
/// <param name="Step">The id of the step at whose end the machine is shown; null for the moment that matches the other side's.</param>
public sealed record CompareSide(string Machine, string Edits = "", string? Step = null)
{
    /// <summary>True where both sides are moments of one run.</summary>
    public bool IsSameRun(CompareSide other) => Machine == other.Machine && Edits == other.Edits;
}

/// <summary>Which of two sides.</summary>
public enum SideName
{
    A,
    B,
}
