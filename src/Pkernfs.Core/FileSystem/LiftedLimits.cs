namespace Pkernfs.Core.FileSystem;

/// <summary>Limits of the posted design that a kernel of ours lifts, one bit each; a scenario names them in <c>lifted-limits</c>. None of it is in the series.</summary>
[Flags]
public enum LiftedLimits
{
    None = 0,

    /// <summary>mmap fills in the largest entries that fit, and not 4 KiB ones: what RFC 05/18 leaves for later.</summary>
    LargeMappings = 8,
}
