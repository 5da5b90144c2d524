namespace Pkernfs.Core.Platform.Vtd;

/// <summary>What became of a request.</summary>
public enum DmaOutcome
{
    /// <summary>The tables translated it.</summary>
    Translated,

    /// <summary>The context entry lets the function through untranslated.</summary>
    PassThrough,

    /// <summary>Translation is off; the request went to memory as it was.</summary>
    Untranslated,

    /// <summary>A write to the interrupt window: a message-signalled interrupt, not memory.</summary>
    Interrupt,

    /// <summary>Untranslated or passed through, into protected memory: blocked, and neither recorded nor reported (VT-d 11.4.8).</summary>
    Protected,

    /// <summary>Refused; a write vanished, a read got nothing.</summary>
    Fault,
}
