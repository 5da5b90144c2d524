using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>One run of a session: its scenario's own, or what a what-if makes of it. Everyone who looks at the session has them all.</summary>
public sealed class SessionBranch
{
    /// <summary>Characters of a name: it stands in a list of the steps' width.</summary>
    public const int LongestName = 80;

    private volatile string name;

    internal SessionBranch(ImmutableArray<PlanEdit> edits, string name, RunInspection run, MomentCursor cursor, RunStore.Lease? lease)
    {
        (Edits, Run, Cursor, Lease, this.name) = (edits, run, cursor, lease, name);
        Key = PlanEdits.Write(edits);
    }

    /// <summary>What it does differently from the scenario, in order; empty for the scenario's own run.</summary>
    public ImmutableArray<PlanEdit> Edits { get; }

    /// <summary>The edits as links have them, by which a session's branches are told apart; empty for the scenario's own run.</summary>
    public string Key { get; }

    /// <summary>What people call it; the edits in words until someone gives it another.</summary>
    public string Name
    {
        get => name;
        internal set => name = value;
    }

    /// <summary>The name that someone gave it; null where it has none but its edits.</summary>
    public string? GivenName => IsBase || Name == NameOf(Edits) ? null : Name;

    /// <summary>True for the scenario's own run.</summary>
    public bool IsBase => Edits.IsEmpty;

    public RunInspection Run { get; }

    public RunTimeline Timeline => Run.Timeline;

    /// <summary>Its moment for those who follow the session.</summary>
    public MomentCursor Cursor { get; }

    /// <summary>Its hold on its run; null for a run that no store has.</summary>
    internal RunStore.Lease? Lease { get; }

    /// <summary>A name from the edits themselves: "skip save-vm, F1 after jump".</summary>
    public static string NameOf(ImmutableArray<PlanEdit> edits)
    {
        string words = string.Join(", ", edits.Select(edit => edit.Words));
        return words.Length <= LongestName ? words : words[..(LongestName - 1)] + "…";
    }

    /// <summary>True where it does all that the other does, and then more.</summary>
    public bool Continues(SessionBranch other) => other.Edits.Length < Edits.Length && Edits.AsSpan(0, other.Edits.Length).SequenceEqual(other.Edits.AsSpan());

    /// <summary>
    /// The moment of another run that is most like one of this run's: the step of the same id, else of the nearest step before it that both have.
    /// </summary>
    public int PlaceIn(SessionBranch other, int index)
    {
        for (int at = index; at >= 0; at--)
        {
            if (other.Timeline.Moments.FirstOrDefault(moment => moment.Step.Id == Timeline.Moments[at].Step.Id) is { } same) return same.Step.Index;
        }
        return 0;
    }

    /// <summary>Nobody can ask for it any more; who reads it still may finish.</summary>
    internal void End()
    {
        Cursor.Dispose();
        Lease?.Dispose();
    }
}

/// <summary>A branch, or a sentence that says why there is none.</summary>
public sealed record BranchResult(SessionBranch? Branch, string? Problem)
{
    public static BranchResult Refused(string problem) => new(null, problem);
}
