namespace Pkernfs.Core.Platform.Vtd;

/// <summary>ECAP: more of what the unit can do (VT-d 11.4).</summary>
public readonly record struct ExtendedCapability(ulong Value)
{
    /// <summary>C: the unit's table walks snoop the CPU's caches. Memory here is always coherent; software that must flush shows it in its own steps.</summary>
    public bool Coherent => Bit(0);

    /// <summary>QI: the invalidation queue exists.</summary>
    public bool QueuedInvalidation => Bit(1);

    /// <summary>DT: devices may have TLBs of their own; TT 01 and the TM bit are legal.</summary>
    public bool DeviceTlb => Bit(2);

    /// <summary>IR: interrupts can be remapped.</summary>
    public bool InterruptRemapping => Bit(3);

    /// <summary>EIM: interrupts can carry x2APIC ids, so the unit's own have an upper address register.</summary>
    public bool ExtendedInterruptMode => Bit(4);

    /// <summary>PT: pass-through context entries are legal.</summary>
    public bool PassThrough => Bit(6);

    /// <summary>SC: the SNP bit of second-stage leaves is legal.</summary>
    public bool SnoopControl => Bit(7);

    /// <summary>IRO: where the IOTLB registers are in the window, in bytes.</summary>
    public int IotlbOffset => ((int)(Value >> 8) & 0x3ff) * 16;

    /// <summary>PRS: the page request queue exists. No device here sends page requests, so it stays empty.</summary>
    public bool PageRequests => Bit(29);

    /// <summary>SMTS: scalable mode exists. Not modelled: the unit stays in legacy mode.</summary>
    public bool ScalableMode => Bit(43);

    private bool Bit(int bit) => (Value >> bit & 1) != 0;
}
