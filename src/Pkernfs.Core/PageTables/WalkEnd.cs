namespace Pkernfs.Core.PageTables;

/// <summary>Where a walk ended, without the way there: what a device needs to know.</summary>
/// <param name="Physical">The byte that the input translates to; zero unless translated.</param>
/// <param name="PageSize">The leaf's size; zero unless translated.</param>
/// <param name="Rights">What every entry read so far allows.</param>
/// <param name="Level">The level at which the walk ended; 0 when the input was out of reach.</param>
public readonly record struct WalkEnd(WalkOutcome Outcome, PhysicalAddress Physical, ByteCount PageSize, AccessRights Rights, int Level);
