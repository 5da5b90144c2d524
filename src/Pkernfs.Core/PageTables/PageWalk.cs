using System.Collections.Immutable;

namespace Pkernfs.Core.PageTables;

/// <summary>A walk from the root for one input and one access, with every entry that it read.</summary>
/// <param name="Physical">The byte that the input translates to; zero unless translated.</param>
/// <param name="PageSize">The leaf's size; zero unless translated.</param>
/// <param name="Rights">What every entry on the path allows.</param>
/// <param name="Path">The entries read, from the root down; a table that could not be read has none.</param>
/// <param name="Level">The level at which the walk ended; 0 when the input was out of reach.</param>
public sealed record PageWalk(
    WalkOutcome Outcome,
    PhysicalAddress Physical,
    ByteCount PageSize,
    AccessRights Rights,
    ImmutableArray<WalkStep> Path,
    int Level);
