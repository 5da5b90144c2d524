namespace Pkernfs.Core.Exploration;

/// <summary>What a fault did to a run.</summary>
/// <param name="FirstShown">The step at which the damage first shows; null where there is none.</param>
/// <param name="Noticing">Where software first noticed that something is wrong; null where nobody did.</param>
/// <param name="GuestRuns">True where the guest runs at the end.</param>
/// <param name="Sentence">What happens, in one sentence.</param>
public sealed record Outcome(OutcomeKind Kind, string? FirstShown, Noticing? Noticing, bool GuestRuns, string Sentence);

/// <summary>Software notices.</summary>
/// <param name="Step">The step's id.</param>
/// <param name="How">By what: a refusal, a panic, a line in the kernel's log, a VMM that gives up.</param>
/// <param name="Sentence">What it said.</param>
public sealed record Noticing(string Step, NoticedBy How, string Sentence);

/// <summary>What a notice is.</summary>
public enum NoticedBy
{
    /// <summary>A system call failed.</summary>
    Refusal,

    /// <summary>A line in the kernel's log, and the kernel went on.</summary>
    Log,

    /// <summary>User space gave up on something that it looked at.</summary>
    UserSpace,

    Panic,
}
