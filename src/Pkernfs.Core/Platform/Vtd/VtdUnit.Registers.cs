using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

public sealed partial record VtdUnit
{
    private const int FaultRecordSize = 16;

    private ulong RootTableAddressRegister { get; init; }

    private ulong InterruptTableAddressRegister { get; init; }

    /// <summary>IRTA, S, and EIME where x2APIC ids are.</summary>
    private ulong InterruptTableAddressWritable => VtdTable.AddressMask | 0xf | (ExtendedCapability.ExtendedInterruptMode ? 1UL << 11 : 0);

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

    /// <summary>Registers of what the capabilities deny are reserved: they read as zero and swallow writes.</summary>
    private bool IsReserved(int offset) => offset switch
    {
        VtdRegisters.FaultLog or VtdRegisters.FaultLog + 4 => !Capability.AdvancedFaultLog,
        VtdRegisters.ProtectedMemoryEnable => !Capability.ProtectedLowMemory && !Capability.ProtectedHighMemory,
        VtdRegisters.ProtectedLowBase or VtdRegisters.ProtectedLowLimit => !Capability.ProtectedLowMemory,
        >= VtdRegisters.ProtectedHighBase and < VtdRegisters.QueueHead => !Capability.ProtectedHighMemory,
        VtdRegisters.FaultEventUpperAddress => !ExtendedCapability.ExtendedInterruptMode,
        VtdRegisters.CompletionEventUpperAddress => !ExtendedCapability.ExtendedInterruptMode || !ExtendedCapability.QueuedInvalidation,
        VtdRegisters.PageEventUpperAddress => !ExtendedCapability.ExtendedInterruptMode || !ExtendedCapability.PageRequests,
        >= VtdRegisters.QueueHead and < VtdRegisters.InterruptTableAddress => !ExtendedCapability.QueuedInvalidation,
        VtdRegisters.InterruptTableAddress or VtdRegisters.InterruptTableAddress + 4 => !ExtendedCapability.InterruptRemapping,
        >= VtdRegisters.PageQueueHead and < VtdRegisters.PageEventUpperAddress => !ExtendedCapability.PageRequests,
        _ => false,
    };

    private uint ReadHalf(int offset) => IsReserved(offset) ? ReadMovableHalf(offset) : offset switch
    {
        VtdRegisters.Version => VtdLimits.Version,
        VtdRegisters.Capability or VtdRegisters.Capability + 4 => Half(Capability.Value, offset),
        VtdRegisters.ExtendedCapability or VtdRegisters.ExtendedCapability + 4 => Half(ExtendedCapability.Value, offset),
        VtdRegisters.GlobalStatus => (uint)Status,
        VtdRegisters.RootTableAddress or VtdRegisters.RootTableAddress + 4 => Half(RootTableAddressRegister, offset),
        VtdRegisters.ContextCommand or VtdRegisters.ContextCommand + 4 => Half(ContextCommandRegister & ContextCommandReadable, offset),
        VtdRegisters.FaultStatus => ReadFaultStatus(),
        VtdRegisters.FaultEventControl => FaultEvent.Control,
        VtdRegisters.FaultEventData => FaultEvent.Data,
        VtdRegisters.FaultEventAddress => FaultEvent.Address,
        VtdRegisters.FaultEventUpperAddress => FaultEvent.UpperAddress,
        VtdRegisters.FaultLog or VtdRegisters.FaultLog + 4 => Half(FaultLogRegister, offset),
        VtdRegisters.ProtectedMemoryEnable => ReadProtectedMemoryEnable(),
        VtdRegisters.ProtectedLowBase => ProtectedLowBase,
        VtdRegisters.ProtectedLowLimit => ProtectedLowLimit,
        VtdRegisters.ProtectedHighBase or VtdRegisters.ProtectedHighBase + 4 => Half(ProtectedHighBase, offset),
        VtdRegisters.ProtectedHighLimit or VtdRegisters.ProtectedHighLimit + 4 => Half(ProtectedHighLimit, offset),
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
        VtdRegisters.PageQueueHead => PageQueueHead,
        VtdRegisters.PageQueueTail => PageQueueTail,
        VtdRegisters.PageQueueAddress or VtdRegisters.PageQueueAddress + 4 => Half(PageQueueAddress, offset),
        VtdRegisters.PageEventControl => PageEvent.Control,
        VtdRegisters.PageEventData => PageEvent.Data,
        VtdRegisters.PageEventAddress => PageEvent.Address,
        VtdRegisters.PageEventUpperAddress => PageEvent.UpperAddress,
        _ => ReadMovableHalf(offset),
    };

    /// <summary>The registers whose place the capabilities tell. IVA is write-only.</summary>
    private uint ReadMovableHalf(int offset)
    {
        int iotlb = offset - ExtendedCapability.IotlbOffset;
        if (iotlb is VtdRegisters.IotlbInvalidate or VtdRegisters.IotlbInvalidate + 4) return Half(IotlbRegister, offset);
        return TryFindFaultRecord(offset, out int index, out int place)
            ? Half(place < 8 ? FaultRecords[index].Low : FaultRecords[index].High, offset)
            : 0;
    }

    private VtdUnit WriteHalf(IMemoryWriter memory, int offset, uint value) => IsReserved(offset) ? WriteMovableHalf(offset, value) : offset switch
    {
        VtdRegisters.GlobalCommand => Command(memory, (GlobalCommand)value),
        VtdRegisters.RootTableAddress or VtdRegisters.RootTableAddress + 4 => this with { RootTableAddressRegister = WithHalf(RootTableAddressRegister, offset, value, VtdTable.AddressMask) },
        VtdRegisters.ContextCommand or VtdRegisters.ContextCommand + 4 => WriteContextCommand(offset, value),
        VtdRegisters.FaultStatus => ClearFaultStatus((FaultStatus)value),
        VtdRegisters.FaultEventControl => this with { FaultEvent = FaultEvent.WriteControl(value) },
        VtdRegisters.FaultEventData => this with { FaultEvent = FaultEvent with { Data = value } },
        VtdRegisters.FaultEventAddress => this with { FaultEvent = FaultEvent.WriteAddress(value) },
        VtdRegisters.FaultEventUpperAddress => this with { FaultEvent = FaultEvent with { UpperAddress = value } },
        VtdRegisters.FaultLog or VtdRegisters.FaultLog + 4 => this with { FaultLogRegister = WithHalf(FaultLogRegister, offset, value, FaultLogWritable) },
        VtdRegisters.ProtectedMemoryEnable => this with { ProtectedMemoryEnabled = value >> 31 != 0 },
        VtdRegisters.ProtectedLowBase => this with { ProtectedLowBase = value & (uint)ProtectedMemoryBits },
        VtdRegisters.ProtectedLowLimit => this with { ProtectedLowLimit = value & (uint)ProtectedMemoryBits },
        VtdRegisters.ProtectedHighBase or VtdRegisters.ProtectedHighBase + 4 => this with { ProtectedHighBase = WithHalf(ProtectedHighBase, offset, value, ProtectedMemoryBits) },
        VtdRegisters.ProtectedHighLimit or VtdRegisters.ProtectedHighLimit + 4 => this with { ProtectedHighLimit = WithHalf(ProtectedHighLimit, offset, value, ProtectedMemoryBits) },
        VtdRegisters.QueueTail => WriteQueueTail(memory, value),
        VtdRegisters.QueueAddress or VtdRegisters.QueueAddress + 4 => this with { QueueAddressRegister = WithHalf(QueueAddressRegister, offset, value, QueueAddressWritable) },
        VtdRegisters.CompletionStatus => ClearCompletion(value),
        VtdRegisters.CompletionEventControl => this with { CompletionEvent = CompletionEvent.WriteControl(value) },
        VtdRegisters.CompletionEventData => this with { CompletionEvent = CompletionEvent with { Data = value } },
        VtdRegisters.CompletionEventAddress => this with { CompletionEvent = CompletionEvent.WriteAddress(value) },
        VtdRegisters.CompletionEventUpperAddress => this with { CompletionEvent = CompletionEvent with { UpperAddress = value } },
        VtdRegisters.InterruptTableAddress or VtdRegisters.InterruptTableAddress + 4 => this with { InterruptTableAddressRegister = WithHalf(InterruptTableAddressRegister, offset, value, InterruptTableAddressWritable) },
        VtdRegisters.PageQueueHead => this with { PageQueueHead = value & PageQueueOffsetMask },
        VtdRegisters.PageQueueTail => this with { PageQueueTail = value & PageQueueOffsetMask },
        VtdRegisters.PageQueueAddress or VtdRegisters.PageQueueAddress + 4 => this with { PageQueueAddress = WithHalf(PageQueueAddress, offset, value, PageQueueAddressWritable) },
        VtdRegisters.PageEventControl => this with { PageEvent = PageEvent.WriteControl(value) },
        VtdRegisters.PageEventData => this with { PageEvent = PageEvent with { Data = value } },
        VtdRegisters.PageEventAddress => this with { PageEvent = PageEvent.WriteAddress(value) },
        VtdRegisters.PageEventUpperAddress => this with { PageEvent = PageEvent with { UpperAddress = value } },
        _ => WriteMovableHalf(offset, value),
    };

    private VtdUnit WriteMovableHalf(int offset, uint value)
    {
        int iotlb = offset - ExtendedCapability.IotlbOffset;
        if (iotlb is VtdRegisters.InvalidateAddress or VtdRegisters.InvalidateAddress + 4) return this with { InvalidateAddressRegister = WithHalf(InvalidateAddressRegister, offset, value, InvalidateAddressWritable) };
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

    /// <summary>The register with those of the half's bits written that software may write; the others stay.</summary>
    private static ulong WithHalf(ulong register, int offset, uint value, ulong writable)
    {
        int shift = IsUpper(offset) ? 32 : 0;
        ulong mask = writable & ((ulong)uint.MaxValue << shift);
        return (register & ~mask) | ((ulong)value << shift & mask);
    }

    private static bool IsUpper(int offset) => (offset & 4) != 0;
}
