using System.Collections.Immutable;

namespace Pkernfs.Core.Inspection.Restore;

/// <summary>One of the four structures, before and after.</summary>
/// <param name="Name">"mmap", "IOAS", "HWPT", "iommu_domain".</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Facts">What was read of it, in order; empty where it is missing on both sides.</param>
public sealed record RestorePart(string Name, string Meaning, RestoreOutcome Outcome, ImmutableArray<RestoreFact> Facts)
{
    internal static RestorePart Compare(string name, string meaning, ImmutableArray<ReadFact> before, ImmutableArray<ReadFact> restored, ImmutableArray<ReadFact> after)
    {
        var names = before.Concat(after).Select(fact => fact.Name).Distinct();
        var facts = names.Select(fact => RestoreFact.Compare(fact, Find(before, fact), Find(restored, fact), Find(after, fact))).ToImmutableArray();
        var outcome = after.IsEmpty ? RestoreOutcome.Missing
            : facts.Any(fact => fact.Status == FactStatus.Differs) ? RestoreOutcome.Differs
            : RestoreOutcome.Restored;
        return new(name, meaning, outcome, facts);
    }

    private static ReadFact? Find(ImmutableArray<ReadFact> facts, string name) => facts.FirstOrDefault(fact => fact.Name == name);
}

/// <summary>What became of a structure.</summary>
public enum RestoreOutcome
{
    /// <summary>As before, but for what a new process and a new kernel choose anew.</summary>
    Restored,

    /// <summary>It is there, and something of it that ought to be the same is not.</summary>
    Differs,

    /// <summary>It is not there.</summary>
    Missing,
}

/// <summary>One thing that was read of a structure.</summary>
/// <param name="Before">As text; null where it was not there.</param>
/// <param name="Note">The first thing that differs, where the texts alone do not say.</param>
/// <param name="BeforeAt">The bytes that say so before; null where it is software's own record.</param>
/// <param name="AfterAt">The bytes that say so after.</param>
public sealed record RestoreFact(string Name, string? Before, string? After, FactStatus Status, string? Note, PhysicalAddress? BeforeAt, PhysicalAddress? AfterAt)
{
    internal static RestoreFact Compare(string name, ReadFact? before, ReadFact? restored, ReadFact? after)
    {
        bool same = Same(before, after);
        var status = same ? FactStatus.Same
            : before is { MayDiffer: true } && after is not null ? FactStatus.ChosenAnew
            : after is not null && Same(before, restored) ? FactStatus.ChangedSince
            : FactStatus.Differs;
        return new(name, before?.Value, after?.Value, status, same || before is null || after is null ? null : FirstDifference(before, after), before?.At, after?.At);
    }

    private static bool Same(ReadFact? one, ReadFact? other) => one is null ? other is null : other is not null && one.Value == other.Value && one.Lines.SequenceEqual(other.Lines);

    private static string? FirstDifference(ReadFact before, ReadFact after)
    {
        for (int i = 0; i < Math.Max(before.Lines.Length, after.Lines.Length); i++)
        {
            string? was = before.Lines.ElementAtOrDefault(i), now = after.Lines.ElementAtOrDefault(i);
            if (was != now) return $"{was ?? "nothing"}, now {now ?? "nothing"}";
        }
        return null;
    }
}

/// <summary>How a fact compares.</summary>
public enum FactStatus
{
    Same,

    /// <summary>Another value that nothing depends on: an address or a number that the new process or kernel chose.</summary>
    ChosenAnew,

    /// <summary>The update brought it back; mapping changes after it made it another one.</summary>
    ChangedSince,

    Differs,
}

/// <summary>A fact as read at one moment.</summary>
/// <param name="MayDiffer">True for what a new process or kernel chooses anew.</param>
/// <param name="At">The bytes that say so; null where it is software's own record.</param>
internal sealed record ReadFact(string Name, string Value, bool MayDiffer = false, PhysicalAddress? At = null)
{
    /// <summary>All of it, where <see cref="Value"/> is a summary.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];
}
