using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Core.Invariants;

/// <summary>
/// Something that must hold of a machine while it is carried across a kexec. What it says of a moment depends on that moment and those before it
/// alone, so a run that shares its beginning with another one shares the verdicts, too.
/// </summary>
public abstract class Invariant : ICatalogued
{
    public abstract string Id { get; }

    public abstract int Order { get; }

    /// <summary>What must hold, in a few words: "Every block has one owner".</summary>
    public abstract string Title { get; }

    /// <summary>One paragraph: why it must hold, and from when to when it is claimed.</summary>
    public abstract string Explanation { get; }

    /// <summary>Whose word it is: "RFC 03/18".</summary>
    public abstract string Source { get; }

    /// <summary>False where a plan has nothing that it could be about.</summary>
    public virtual bool AppliesTo(LiveUpdatePlan plan) => true;

    /// <summary>What breaks it at a moment; nothing where it holds or is not claimed. Lazy: whoever asks may stop early.</summary>
    public abstract IEnumerable<Violation> Check(InvariantScope scope);
}
