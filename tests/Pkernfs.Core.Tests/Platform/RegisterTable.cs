using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>How software may use a register.</summary>
public enum RegisterAccess
{
    ReadOnly,
    WriteOnly,

    /// <summary>Some bits keep what is written.</summary>
    ReadWrite,

    /// <summary>Bits that hardware sets and a written 1 clears; the rest is read-only.</summary>
    OneClears,
}

/// <summary>What a register of a fresh unit reads as: at power-on, after all ones are written, and after all zeros are.</summary>
/// <param name="Access">How software may use it, for whoever reads the table; held against the values.</param>
public sealed record RegisterRow(string Name, int Offset, int Size, RegisterAccess Access, ulong Reset, ulong Ones, ulong Zeros)
{
    public override string ToString() => Name;
}

/// <summary>
/// Section 11.4's registers, those of legacy mode, one line each. Two units: one that can do all that is modelled, and one that has nothing
/// beyond the least; what the second lacks is reserved there, reads as zero and swallows writes.
/// </summary>
internal static class RegisterTable
{
    /// <summary>The known unit's, with advanced fault log, protected memory low and high.</summary>
    public const ulong FullCapability = RemappingBench.Capability | 1UL << 3 | 1UL << 5 | 1UL << 6;

    /// <summary>The known unit's, with x2APIC ids and page requests.</summary>
    public const ulong FullExtended = RemappingBench.ExtendedCapability | 1UL << 4 | 1UL << 29;

    /// <summary>No queue, no interrupt remapping: IOTLB registers at 0xf0, pass-through.</summary>
    public const ulong LeastExtended = 0xf40;

    private const ulong Address = 0xf_ffff_ffff_f000;

    /// <summary>Bits 45:21: the bench's platform decodes 46 bits.</summary>
    private const ulong Protected = 0x3fff_ffe0_0000;

    /// <summary>The names of those that are reserved in the least unit.</summary>
    private static readonly string[] Optional =
    [
        "FEUADDR", "AFLOG", "PMEN", "PLMBASE", "PLMLIMIT", "PHMBASE", "PHMLIMIT", "IQH", "IQT", "IQA", "ICS", "IECTL", "IEDATA", "IEADDR", "IEUADDR", "IQER", "IRTA",
        "PQH", "PQT", "PQA", "PRS", "PECTL", "PEDATA", "PEADDR", "PEUADDR",
    ];

    public static readonly RegisterRow[] Full =
    [
        new("VER", 0x00, 4, RegisterAccess.ReadOnly, 0x10, 0x10, 0x10),
        new("CAP", 0x08, 8, RegisterAccess.ReadOnly, FullCapability, FullCapability, FullCapability),
        new("ECAP", 0x10, 8, RegisterAccess.ReadOnly, FullExtended, FullExtended, FullExtended),
        // What GCMD does shows in GSTS.
        new("GCMD", 0x18, 4, RegisterAccess.WriteOnly, 0, 0, 0),
        new("GSTS", 0x1c, 4, RegisterAccess.ReadOnly, 0, 0, 0),
        // TTM is reserved without scalable mode.
        new("RTADDR", 0x20, 8, RegisterAccess.ReadWrite, 0, Address, 0),
        // ICC is done at once; CIRG 3 was asked for and CAIG 3 tells so, also afterwards; FM and SID are write-only.
        new("CCMD", 0x28, 8, RegisterAccess.ReadWrite, 0, 0x7800_0000_0000_ffff, 0x1800_0000_0000_0000),
        new("FSTS", 0x34, 4, RegisterAccess.OneClears, 0, 0, 0),
        new("FECTL", 0x38, 4, RegisterAccess.ReadWrite, 0x8000_0000, 0x8000_0000, 0),
        new("FEDATA", 0x3c, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("FEADDR", 0x40, 4, RegisterAccess.ReadWrite, 0, 0xffff_fffc, 0),
        new("FEUADDR", 0x44, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("AFLOG", 0x58, 8, RegisterAccess.ReadWrite, 0, Address | 0xe00, 0),
        // EPM is software's, PRS follows it.
        new("PMEN", 0x64, 4, RegisterAccess.ReadWrite, 0, 0x8000_0001, 0),
        new("PLMBASE", 0x68, 4, RegisterAccess.ReadWrite, 0, 0xffe0_0000, 0),
        new("PLMLIMIT", 0x6c, 4, RegisterAccess.ReadWrite, 0, 0xffe0_0000, 0),
        new("PHMBASE", 0x70, 8, RegisterAccess.ReadWrite, 0, Protected, 0),
        new("PHMLIMIT", 0x78, 8, RegisterAccess.ReadWrite, 0, Protected, 0),
        new("IQH", 0x80, 8, RegisterAccess.ReadOnly, 0, 0, 0),
        new("IQT", 0x88, 8, RegisterAccess.ReadWrite, 0, 0x7_fff0, 0),
        new("IQA", 0x90, 8, RegisterAccess.ReadWrite, 0, Address | 0x807, 0),
        new("ICS", 0x9c, 4, RegisterAccess.OneClears, 0, 0, 0),
        new("IECTL", 0xa0, 4, RegisterAccess.ReadWrite, 0x8000_0000, 0x8000_0000, 0),
        new("IEDATA", 0xa4, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("IEADDR", 0xa8, 4, RegisterAccess.ReadWrite, 0, 0xffff_fffc, 0),
        new("IEUADDR", 0xac, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("IQER", 0xb0, 8, RegisterAccess.ReadOnly, 0, 0, 0),
        new("IRTA", 0xb8, 8, RegisterAccess.ReadWrite, 0, Address | 0x80f, 0),
        new("PQH", 0xc0, 8, RegisterAccess.ReadWrite, 0, 0x7_ffe0, 0),
        new("PQT", 0xc8, 8, RegisterAccess.ReadWrite, 0, 0x7_ffe0, 0),
        new("PQA", 0xd0, 8, RegisterAccess.ReadWrite, 0, Address | 7, 0),
        new("PRS", 0xdc, 4, RegisterAccess.OneClears, 0, 0, 0),
        new("PECTL", 0xe0, 4, RegisterAccess.ReadWrite, 0x8000_0000, 0x8000_0000, 0),
        new("PEDATA", 0xe4, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("PEADDR", 0xe8, 4, RegisterAccess.ReadWrite, 0, 0xffff_fffc, 0),
        new("PEUADDR", 0xec, 4, RegisterAccess.ReadWrite, 0, 0xffff_ffff, 0),
        new("IVA", 0xf0, 8, RegisterAccess.WriteOnly, 0, 0, 0),
        // IVT is done at once; IIRG 3 was asked for and IAIG 3 tells so, also afterwards.
        new("IOTLB", 0xf8, 8, RegisterAccess.ReadWrite, 0, 0x3603_ffff_0000_0000, 0x0600_0000_0000_0000),
        new("FRCD0", 0x220, 16, RegisterAccess.OneClears, 0, 0, 0),
    ];

    /// <summary>The least unit's: without what its capabilities deny.</summary>
    public static readonly RegisterRow[] Least =
    [
        .. from row in Full
           where !Optional.Contains(row.Name)
           select row.Name switch
           {
               "CAP" => row with { Reset = RemappingBench.Capability, Ones = RemappingBench.Capability, Zeros = RemappingBench.Capability },
               "ECAP" => row with { Reset = LeastExtended, Ones = LeastExtended, Zeros = LeastExtended },
               _ => row,
           },
    ];

    public static RemappingBench FullBench() => new(FullCapability, FullExtended, enable: false);

    public static RemappingBench LeastBench() => new(RemappingBench.Capability, LeastExtended, enable: false);
}
