namespace Pkernfs.Core.Artifacts;

/// <summary>How far the writing of a dump is, in bytes of its memory file.</summary>
public readonly record struct DumpProgress(long Done, long Total);
