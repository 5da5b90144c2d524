namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The bounds of the modelled unit that no register tells.</summary>
public static class VtdLimits
{
    /// <summary>Remembered context entries: more than the functions of any board here, so none goes by chance.</summary>
    public const int ContextCacheEntries = 64;

    /// <summary>Remembered leaves: of the order of real units; small enough that a copy of all at a miss costs nothing that shows.</summary>
    public const int IotlbEntries = 256;

    /// <summary>Protected memory ranges begin and end at multiples of 2 MiB: the bits below are reserved in their registers, as software finds out by writing ones.</summary>
    public const ulong ProtectedMemoryGranule = 2UL << 20;

    /// <summary>VER 1.0, as the emulated unit that the model was checked against says.</summary>
    public const uint Version = 0x10;

    /// <summary>Where writes are interrupts and never reach the tables (VT-d 3.14).</summary>
    public static readonly IovaRange InterruptWindow = IovaRange.Inclusive(new(0xfee00000), new(0xfeefffff));
}
