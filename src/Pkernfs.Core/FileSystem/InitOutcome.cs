namespace Pkernfs.Core.FileSystem;

/// <summary>What the once-only initialisation did with the region (RFC 01/18, 07/18).</summary>
public enum InitOutcome
{
    /// <summary>No magic number was there: "Clean super block; initialising".</summary>
    Formatted,

    /// <summary>The magic number was there, nothing was written: "Restoring from super block".</summary>
    Restored,

    /// <summary>Not all of the region is RAM, or it has fewer than two blocks; nothing was written.</summary>
    Unusable,
}
