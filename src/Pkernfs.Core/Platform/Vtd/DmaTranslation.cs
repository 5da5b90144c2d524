using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>What the unit made of one request.</summary>
/// <param name="Physical">Where it went; zero for a fault or protected memory, the window's address for an interrupt.</param>
/// <param name="PageSize">The leaf's size; 4 KiB where nothing was translated; zero for a fault.</param>
/// <param name="Rights">What the path allows; none for a fault.</param>
/// <param name="Fault">Why it was refused; null unless it was.</param>
/// <param name="FromCache">True when a remembered context entry or translation had a part in it, so that memory may say otherwise.</param>
/// <param name="Path">The entries read from memory for it: fewer the more was remembered.</param>
public sealed record DmaTranslation(
    DmaOutcome Outcome,
    PhysicalAddress Physical,
    ByteCount PageSize,
    AccessRights Rights,
    FaultReason? Fault,
    bool FromCache,
    ImmutableArray<DmaWalkStep> Path)
{
    /// <summary>True when the request reached memory, at <see cref="Physical"/>.</summary>
    public bool ReachesMemory => Outcome is DmaOutcome.Translated or DmaOutcome.PassThrough or DmaOutcome.Untranslated;

    internal static DmaTranslation Identity(DmaOutcome outcome, Iova iova, bool fromCache, ImmutableArray<DmaWalkStep> path) =>
        new(outcome, new(iova.Value), ByteCount.Page, AccessRights.ReadWrite, null, fromCache, path);

    internal static DmaTranslation Blocked(bool fromCache, ImmutableArray<DmaWalkStep> path) =>
        new(DmaOutcome.Protected, default, default, AccessRights.None, null, fromCache, path);

    internal static DmaTranslation Refused(FaultReason reason, bool fromCache, ImmutableArray<DmaWalkStep> path) =>
        new(DmaOutcome.Fault, default, default, AccessRights.None, reason, fromCache, path);
}
