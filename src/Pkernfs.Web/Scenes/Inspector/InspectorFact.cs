using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>A name and what stands beside it.</summary>
/// <param name="IsBroken">True for what should not be so.</param>
/// <param name="Owner">Whose bytes it is about, as a swatch before the words; null for none.</param>
public sealed record InspectorFact(string Name, ImmutableArray<FactWord> Words, bool IsBroken = false, OwnerMark? Owner = null)
{
    public InspectorFact(string name, string words)
        : this(name, [new(words)])
    {
    }

    /// <summary>All of it as one line.</summary>
    public string Text => string.Concat(Words.Select(word => word.Words));
}

/// <summary>A part of a fact; spaces are in the words.</summary>
/// <param name="Select">What choosing it selects; null for nothing.</param>
public sealed record FactWord(string Words, FactLook Look = FactLook.Plain, Selection? Select = null);

public enum FactLook
{
    Plain,

    /// <summary>An address.</summary>
    Mono,
    Bold,
    Quiet,
}

/// <summary>An owner's colour, solid where a kexec leaves it alone.</summary>
public readonly record struct OwnerMark(OwnerClass Class, bool Persistent)
{
    /// <summary>The class word that styles know it by.</summary>
    public string Name => Class switch
    {
        OwnerClass.GuestRam or OwnerClass.VmState => "guest",
        OwnerClass.DomainPageTable => "second-stage",
        OwnerClass.RootAndContext => "root",
        OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata => "metadata",
        OwnerClass.KernelImage or OwnerClass.KernelData or OwnerClass.EphemeralPageTable => "kernel",
        OwnerClass.Vmm => "vmm",
        OwnerClass.Stale => "stale",
        OwnerClass.Free => "free",
        _ => "firmware",
    };
}
