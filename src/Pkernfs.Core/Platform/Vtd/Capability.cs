namespace Pkernfs.Core.Platform.Vtd;

/// <summary>CAP: what the unit can do (VT-d 11.4).</summary>
public readonly record struct Capability(ulong Value)
{
    /// <summary>ND: how many domain ids there are, 2^(4+2*ND).</summary>
    public int DomainCount => 1 << (4 + (2 * (int)(Value & 7)));

    /// <summary>AFL: faults can go to a log in memory instead of the fault records.</summary>
    public bool AdvancedFaultLog => Bit(3);

    /// <summary>PLMR: the protected low memory registers exist, and PMEN.</summary>
    public bool ProtectedLowMemory => Bit(5);

    /// <summary>PHMR: the protected high memory registers exist, and PMEN.</summary>
    public bool ProtectedHighMemory => Bit(6);

    /// <summary>CM: the unit may cache entries that are not present or that fault, so software invalidates after mapping too. A unit that says so does.</summary>
    public bool CachingMode => Bit(7);

    /// <summary>MGAW: bits of IOVA that the unit takes.</summary>
    public int MaximumGuestAddressWidth => Field(16, 6) + 1;

    /// <summary>SLLPS bit 34: second-stage leaves of 2 MiB.</summary>
    public bool SecondStage2MiB => Bit(34);

    /// <summary>SLLPS bit 35: second-stage leaves of 1 GiB.</summary>
    public bool SecondStage1GiB => Bit(35);

    /// <summary>FRO: where the first fault record is in the window, in bytes.</summary>
    public int FaultRecordOffset => Field(24, 10) * 16;

    /// <summary>NFR: how many fault records there are, 1 to 256.</summary>
    public int FaultRecordCount => Field(40, 8) + 1;

    /// <summary>PSI: invalidation of single pages.</summary>
    public bool PageSelectiveInvalidation => Bit(39);

    /// <summary>MAMV: log2 of the most pages that one page-selective invalidation covers.</summary>
    public int MaximumAddressMask => Field(48, 6);

    /// <summary>ESRTPS: setting the root pointer empties all caches.</summary>
    public bool RootPointerInvalidates => Bit(63);

    /// <summary>SAGAW: true when context entries may have this AW. AW 1, 2 and 3 are 3, 4 and 5 levels; other values are in no unit.</summary>
    public bool SupportsAddressWidth(int addressWidth) =>
        addressWidth is >= ContextEntry.NarrowestAddressWidth and <= ContextEntry.WidestAddressWidth && Bit(8 + addressWidth);

    /// <summary>The widest AW that the unit supports; 0 when it supports none.</summary>
    public int WidestAddressWidth
    {
        get
        {
            for (int addressWidth = ContextEntry.WidestAddressWidth; addressWidth >= ContextEntry.NarrowestAddressWidth; addressWidth--)
            {
                if (SupportsAddressWidth(addressWidth)) return addressWidth;
            }
            return 0;
        }
    }

    private bool Bit(int bit) => (Value >> bit & 1) != 0;

    private int Field(int low, int bits) => (int)(Value >> low) & ((1 << bits) - 1);
}
