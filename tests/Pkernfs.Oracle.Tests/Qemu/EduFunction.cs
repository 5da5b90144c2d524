using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Qemu;

/// <summary>QEMU's "edu" device: a DMA engine with a buffer of its own, and nothing else that matters here.</summary>
public sealed class EduFunction(QtestConnection qtest, PciAddress address, ulong registers)
{
    /// <summary>Eight-byte slots of the buffer in use. The last two are left alone: a transfer up to the very end aborts QEMU.</summary>
    public const int Slots = 510;

    /// <summary>A slot's size in bytes.</summary>
    public const int SlotSize = 8;

    private const ulong BufferAddress = 0x40000;
    private const ulong SourceOffset = 0x80;
    private const ulong DestinationOffset = 0x88;
    private const ulong CountOffset = 0x90;
    private const ulong CommandOffset = 0x98;
    private const ulong Start = 1;
    private const ulong ToMemory = 2;

    /// <summary>Looks at the command register before giving up. One or two are usual, for virtual time jumps to the timer.</summary>
    private const int MaxPolls = 20_000;

    public PciAddress Address => address;

    /// <summary>The device reads memory at <paramref name="bus"/> into its buffer from <paramref name="slot"/> on.</summary>
    public void Read(ulong bus, int slot, int slots = 1) => Transfer(bus, BufferAt(slot, slots), slots, Start);

    /// <summary>The device writes its buffer from <paramref name="slot"/> on to memory at <paramref name="bus"/>.</summary>
    public void Write(int slot, ulong bus, int slots = 1) => Transfer(BufferAt(slot, slots), bus, slots, Start | ToMemory);

    private static ulong BufferAt(int slot, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slot + slots, Slots);
        return BufferAddress + ((ulong)slot * SlotSize);
    }

    private void Transfer(ulong source, ulong destination, int slots, ulong command)
    {
        qtest.WriteQword(registers + SourceOffset, source);
        qtest.WriteQword(registers + DestinationOffset, destination);
        qtest.WriteQword(registers + CountOffset, (ulong)slots * SlotSize);
        qtest.WriteQword(registers + CommandOffset, command);
        for (int poll = 0; poll < MaxPolls; poll++)
        {
            if ((qtest.ReadQword(registers + CommandOffset) & Start) == 0) return;
        }
        throw new IOException($"The DMA of {address} did not end.");
    }
}
