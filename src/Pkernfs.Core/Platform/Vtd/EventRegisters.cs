namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The control, data, address and upper address registers of one of the unit's own interrupts (VT-d 11.4).</summary>
/// <param name="Control">IM in bit 31, IP in bit 30.</param>
/// <param name="MessagesSent">How many messages went out since power-on: what an interrupt handler would have been called for.</param>
public readonly record struct EventRegisters(uint Control, uint Data, uint Address, uint UpperAddress, int MessagesSent)
{
    private const uint MaskBit = 1u << 31;
    private const uint PendingBit = 1u << 30;

    /// <summary>Power-on: masked.</summary>
    public static EventRegisters Reset => new(MaskBit, 0, 0, 0, 0);

    /// <summary>IM: no message goes out.</summary>
    public bool Masked => (Control & MaskBit) != 0;

    /// <summary>IP: a message waits for the mask to go.</summary>
    public bool Pending => (Control & PendingBit) != 0;

    /// <summary>The condition arose: a message goes out, or waits.</summary>
    public EventRegisters Raise() =>
        Masked ? this with { Control = Control | PendingBit } : this with { MessagesSent = MessagesSent + 1 };

    /// <summary>Software dealt with the condition: nothing waits any more.</summary>
    public EventRegisters Settle() => this with { Control = Control & ~PendingBit };

    /// <summary>Software wrote the address register: messages go to multiples of 4.</summary>
    public EventRegisters WriteAddress(uint value) => this with { Address = value & ~3u };

    /// <summary>Software wrote the control register: only the mask is its own, and taking it away lets a waiting message out.</summary>
    public EventRegisters WriteControl(uint value)
    {
        var next = this with { Control = (Control & PendingBit) | (value & MaskBit) };
        return next.Pending && !next.Masked ? next.Settle() with { MessagesSent = MessagesSent + 1 } : next;
    }
}
