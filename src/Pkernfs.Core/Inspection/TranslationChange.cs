namespace Pkernfs.Core.Inspection;

/// <summary>One difference between two moments' translation.</summary>
/// <param name="Key">What it is about, by its part and not by its address: "entry:01:00.0", "run:01:00.0:0xc0000".</param>
/// <param name="Words">In a few words: "context entry of 00:03.0, P 1 to 0".</param>
public sealed record TranslationChange(string Key, TranslationMark Mark, string Words);

/// <summary>What became of a part.</summary>
public enum TranslationMark
{
    None,

    /// <summary>It was not there.</summary>
    Appeared,

    /// <summary>It is gone.</summary>
    Vanished,

    /// <summary>The same part, at another address.</summary>
    Moved,

    /// <summary>At the same address, with another value.</summary>
    Changed,
}
