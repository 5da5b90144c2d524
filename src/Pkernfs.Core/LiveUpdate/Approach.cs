using System.Collections.Immutable;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// A way to carry a machine across a kexec, as a list of steps. Approaches share every step that they share: what differs between two of
/// them is what differs between their lists.
/// </summary>
public abstract class Approach : ICatalogued
{
    public abstract string Id { get; }

    public abstract int Order { get; }

    /// <summary>A few words for lists and headings.</summary>
    public abstract string Title { get; }

    /// <summary>Who argues for it and what it amounts to, in a sentence or two.</summary>
    public abstract string Position { get; }

    /// <summary>Where it is argued: "RFC 00/18, replies".</summary>
    public abstract string Source { get; }

    /// <summary>What kernel code it reaches into, for those who weigh how invasive it is.</summary>
    public abstract ImmutableArray<string> CodePaths { get; }

    /// <summary>True where page-table allocation itself must know of the update: the shim in the allocator.</summary>
    public abstract bool NeedsAllocatorShim { get; }

    /// <summary>What must be trusted for it to be safe.</summary>
    public abstract ImmutableArray<string> Trusts { get; }

    /// <summary>True where it carries all of a plan's guests across, each with all of its devices; else one guest, and the first device alone is the guest's.</summary>
    public virtual bool CarriesSeveral => false;

    /// <summary>True where guest RAM or tables live in a pkernfs region.</summary>
    public virtual bool UsesRegion(LiveUpdatePlan plan) => true;

    /// <summary>Why it cannot be run with some of a plan's variants, a sentence each; empty where it can.</summary>
    public virtual ImmutableArray<string> VariantProblems(Variants variants) =>
    [
        .. variants.Discovery == Discovery.Usual ? Array.Empty<string>() : [$"{Id} has its own way for user space to find what survived, and no other."],
        .. variants.Memory == PersistentMemory.Usual ? Array.Empty<string>() : [$"{Id} has its own memory for what persists, and no other."],
        .. variants.Order == RestoreOrder.Usual ? Array.Empty<string>() : [$"{Id} restores in its own order, and in no other."],
    ];

    /// <summary>The steps of a plan, in order, before any edit.</summary>
    public abstract ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan);
}
