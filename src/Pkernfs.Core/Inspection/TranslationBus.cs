using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>A bus's root entry and what else is in its context table than the functions asked for.</summary>
/// <param name="Refusal">What the unit refuses the whole bus with; None where it reads the context table.</param>
/// <param name="OthersPresent">Other functions of the board on this bus whose context entry is present.</param>
/// <param name="OthersAbsent">Other functions of the board on this bus whose context entry is not present.</param>
/// <param name="Strays">Present entries for which the board has no function.</param>
public sealed record TranslationBus(byte Bus, RootEntry Entry, FaultReason Refusal, int OthersPresent, int OthersAbsent, int Strays)
{
    /// <summary>The bus's context table; null where the root entry is not present.</summary>
    public PhysicalAddress? ContextTable => Entry.Present ? Entry.ContextTable : null;
}
