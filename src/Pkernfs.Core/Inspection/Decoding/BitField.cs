namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>A named run of bits of an entry. Bits count from 0 at the entry's first byte, through all of its words.</summary>
/// <param name="High">The highest bit, included.</param>
/// <param name="Low">The lowest bit.</param>
/// <param name="Name">As the specification names it: "SLPTPTR". A dash where it has no name.</param>
/// <param name="Value">What stands there, in the base that people read it in.</param>
/// <param name="Meaning">What that value says, lower case.</param>
/// <param name="Reserved">True for bits that must be zero.</param>
/// <param name="Broken">True where what stands there is not allowed: reserved bits set, a value that hardware refuses.</param>
/// <param name="Target">The physical address that the field holds; null where it holds none.</param>
public sealed record BitField(
    int High,
    int Low,
    string Name,
    string Value,
    string Meaning,
    bool Reserved = false,
    bool Broken = false,
    PhysicalAddress? Target = null)
{
    public int Width => High - Low + 1;

    /// <summary>As manuals write it: "47:12", or "0" for a single bit.</summary>
    public string Bits => High == Low ? $"{Low}" : $"{High}:{Low}";
}
