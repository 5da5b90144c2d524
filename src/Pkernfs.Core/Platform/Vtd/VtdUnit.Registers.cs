using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

public sealed partial record VtdUnit
{
    private const int FaultRecordSize = 16;

    private ulong RootTableAddressRegister { get; init; }

    private ulong InterruptTableAddressRegister { get; init; }

    /// <summary>Reads a register, or half of one. Offsets without a register read as zero.</summary>
    /// <param name="offset">Bytes from the window's start, a multiple of <paramref name="size"/>.</param>
    /// <param name="size">4 or 8.</param>
    /// <exception cref="ArgumentException">The size or the offset is none that the unit answers.</exception>
    public ulong ReadRegister(int offset, int size)
    {
        CheckAccess(offset, size);
        return size == 4 ? ReadHalf(offset) : ReadHalf(offset) | ((ulong)ReadHalf(offset + 4) << 32);
    }

    /// <summary>Writes a register, or half of one; 8 bytes are written lower half first. Offsets without a register swallow the write.</summary>
    /// <param name="memory">Where the invalidation queue is fetched from and its waits are acknowledged.</param>
    /// <param name="offset">Bytes from the window's start, a multiple of <paramref name="size"/>.</param>
    /// <param name="size">4 or 8.</param>
    /// <exception cref="ArgumentException">The size or the offset is none that the unit answers.</exception>
    public VtdUnit WriteRegister(IMemoryWriter memory, int offset, ulong value, int size)
    {
        CheckAccess(offset, size);
        var next = WriteHalf(memory, offset, (uint)value);
        return size == 4 ? next : next.WriteHalf(memory, offset + 4, (uint)(value >> 32));
    }

    private static void CheckAccess(int offset, int size)
    {
        if (size is not (4 or 8)) throw new ArgumentException($"The unit's registers take accesses of 4 or 8 bytes, not {size}.", nameof(size));
        if (offset < 0 || offset % size != 0) throw new ArgumentException($"Register offset 0x{offset:x} is not a multiple of the access's {size} bytes.", nameof(offset));
    }

    private uint ReadHalf(int offset) => offset switch
    {
        VtdRegisters.Version => VtdLimits.Version,
        VtdRegisters.Capability or VtdRegisters.Capability + 4 => Half(Capability.Value, offset),
        VtdRegisters.ExtendedCapability or VtdRegisters.ExtendedCapability + 4 => Half(ExtendedCapability.Value, offset),
        VtdRegisters.GlobalStatus => (uint)Status,
        VtdRegisters.RootTableAddress or VtdRegisters.RootTableAddress + 4 => Half(RootTableAddressRegister, offset),
        VtdRegisters.ContextCommand or VtdRegisters.ContextCommand + 4 => Half(ContextCommandRegister, offset),
        VtdRegisters.FaultStatus => ReadFaultStatus(),
        VtdRegisters.FaultEventControl => FaultEvent.Control,
        VtdRegisters.FaultEventData => FaultEvent.Data,
        VtdRegisters.FaultEventAddress => FaultEvent.Address,
        VtdRegisters.FaultEventUpperAddress => FaultEvent.UpperAddress,
        VtdRegisters.QueueHead => (uint)QueueHead,
        VtdRegisters.QueueTail => (uint)QueueTail,
        VtdRegisters.QueueAddress or VtdRegisters.QueueAddress + 4 => Half(QueueAddressRegister, offset),
        VtdRegisters.CompletionStatus => WaitCompleted ? 1u : 0,
        VtdRegisters.CompletionEventControl => CompletionEvent.Control,
        VtdRegisters.CompletionEventData => CompletionEvent.Data,
        VtdRegisters.CompletionEventAddress => CompletionEvent.Address,
        VtdRegisters.CompletionEventUpperAddress => CompletionEvent.UpperAddress,
        VtdRegisters.QueueErrorRecord => (uint)QueueError,
        VtdRegisters.InterruptTableAddress or VtdRegisters.InterruptTableAddress + 4 => Half(InterruptTableAddressRegister, offset),
        _ => ReadMovableHalf(offset),
    };

    /// <summary>The registers whose place the capabilities tell.</summary>
    private uint ReadMovableHalf(int offset)
    {
        int iotlb = offset - ExtendedCapability.IotlbOffset;
        if (iotlb is VtdRegisters.InvalidateAddress or VtdRegisters.InvalidateAddress + 4) return Half(InvalidateAddressRegister, offset);
        if (iotlb is VtdRegisters.IotlbInvalidate or VtdRegisters.IotlbInvalidate + 4) return Half(IotlbRegister, offset);
        return TryFindFaultRecord(offset, out int index, out int place)
            ? Half(place < 8 ? FaultRecords[index].Low : FaultRecords[index].High, offset)
            : 0;
    }

    private VtdUnit WriteHalf(IMemoryWriter memory, int offset, uint value) => offset switch
    {
        VtdRegisters.GlobalCommand => Command(memory, (GlobalCommand)value),
        VtdRegisters.RootTableAddress or VtdRegisters.RootTableAddress + 4 => this with { RootTableAddressRegister = WithHalf(RootTableAddressRegister, offset, value) & VtdTable.AddressMask },
        VtdRegisters.ContextCommand or VtdRegisters.ContextCommand + 4 => WriteContextCommand(offset, value),
        VtdRegisters.FaultStatus => ClearFaultStatus((FaultStatus)value),
        VtdRegisters.FaultEventControl => this with { FaultEvent = FaultEvent.WriteControl(value) },
        VtdRegisters.FaultEventData => this with { FaultEvent = FaultEvent with { Data = value } },
        VtdRegisters.FaultEventAddress => this with { FaultEvent = FaultEvent with { Address = value } },
        VtdRegisters.FaultEventUpperAddress => this with { FaultEvent = FaultEvent with { UpperAddress = value } },
        VtdRegisters.QueueTail => WriteQueueTail(memory, value),
        VtdRegisters.QueueAddress or VtdRegisters.QueueAddress + 4 => this with { QueueAddressRegister = WithHalf(QueueAddressRegister, offset, value) & QueueAddressWritable },
        VtdRegisters.CompletionStatus => ClearCompletion(value),
        VtdRegisters.CompletionEventControl => this with { CompletionEvent = CompletionEvent.WriteControl(value) },
        VtdRegisters.CompletionEventData => this with { CompletionEvent = CompletionEvent with { Data = value } },
        VtdRegisters.CompletionEventAddress => this with { CompletionEvent = CompletionEvent with { Address = value } },
        VtdRegisters.CompletionEventUpperAddress => this with { CompletionEvent = CompletionEvent with { UpperAddress = value } },
        VtdRegisters.InterruptTableAddress or VtdRegisters.InterruptTableAddress + 4 => this with { InterruptTableAddressRegister = WithHalf(InterruptTableAddressRegister, offset, value) },
        _ => WriteMovableHalf(offset, value),
    };

    private VtdUnit WriteMovableHalf(int offset, uint value)
    {
        int iotlb = offset - ExtendedCapability.IotlbOffset;
        if (iotlb is VtdRegisters.InvalidateAddress or VtdRegisters.InvalidateAddress + 4) return this with { InvalidateAddressRegister = WithHalf(InvalidateAddressRegister, offset, value) };
        if (iotlb is VtdRegisters.IotlbInvalidate or VtdRegisters.IotlbInvalidate + 4) return WriteIotlbInvalidate(offset, value);
        return TryFindFaultRecord(offset, out int index, out int place) && place == 12 ? ClearFaultRecord(index, value) : this;
    }

    private bool TryFindFaultRecord(int offset, out int index, out int place)
    {
        int from = offset - Capability.FaultRecordOffset;
        (index, place) = (from / FaultRecordSize, from % FaultRecordSize);
        return from >= 0 && index < FaultRecords.Length;
    }

    private static uint Half(ulong register, int offset) => (uint)(IsUpper(offset) ? register >> 32 : register);

    private static ulong WithHalf(ulong register, int offset, uint value) =>
        IsUpper(offset) ? (register & uint.MaxValue) | ((ulong)value << 32) : (register & ~(ulong)uint.MaxValue) | value;

    private static bool IsUpper(int offset) => (offset & 4) != 0;
}
