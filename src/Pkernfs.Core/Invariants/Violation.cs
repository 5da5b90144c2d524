using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>One thing that breaks an invariant.</summary>
/// <param name="Sentence">What is wrong, where, and what follows.</param>
/// <param name="Bytes">The bytes that say so: the entry, the record, the bit; null where no byte does, since something is missing.</param>
/// <param name="Function">The function concerned; null where none is.</param>
public sealed record Violation(string Sentence, PhysicalRange? Bytes, PciAddress? Function = null);
