using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The invalidation queue: a ring in memory that software fills up to the tail and the unit empties from the head on.</summary>
public sealed partial record VtdUnit
{
    private const ulong QueueAddressWritable = VtdTable.AddressMask | QueueWideBit | QueueSizeMask;
    private const ulong QueueWideBit = 1UL << 11;
    private const ulong QueueSizeMask = 7;

    /// <summary>IQH and IQT hold bits 18:4 only.</summary>
    private const uint QueueOffsetMask = 0x7fff0;

    private ulong QueueAddressRegister { get; init; }

    /// <summary>IQH: bytes from the queue's start to the next descriptor that the unit takes.</summary>
    public int QueueHead { get; private init; }

    /// <summary>IQT: bytes from the queue's start to where software puts the next descriptor.</summary>
    public int QueueTail { get; private init; }

    /// <summary>IQER: why the queue stopped. It goes on once software has cleared IQE and writes the tail.</summary>
    public QueueError QueueError { get; private init; }

    /// <summary>ICS.IWC: a wait that asked for an interrupt is done.</summary>
    public bool WaitCompleted { get; private init; }

    /// <summary>IQA: the queue's first page.</summary>
    public PhysicalAddress QueueBase => new(QueueAddressRegister & VtdTable.AddressMask);

    /// <summary>2^QS pages, 4 KiB to 512 KiB.</summary>
    public ByteCount QueueLength => new(4096UL << (int)(QueueAddressRegister & QueueSizeMask));

    private bool QueueIsWide => (QueueAddressRegister & QueueWideBit) != 0;

    private int DescriptorSize => QueueIsWide ? InvalidationDescriptor.WideSize : InvalidationDescriptor.Size;

    /// <summary>QIE went on or off: the head starts over, and what already is in front of the tail is taken.</summary>
    private VtdUnit RestartQueue(IMemoryWriter memory)
    {
        var next = this with { QueueHead = 0 };
        return next.QueuedInvalidationEnabled ? next.RunQueue(memory) : next;
    }

    private VtdUnit WriteQueueTail(IMemoryWriter memory, uint value)
    {
        var next = this with { QueueTail = (int)(value & QueueOffsetMask) };
        return next.QueuedInvalidationEnabled ? next.RunQueue(memory) : next;
    }

    /// <summary>Takes descriptors until head and tail meet or one is wrong; at a wrong one the head stays on it.</summary>
    private VtdUnit RunQueue(IMemoryWriter memory)
    {
        if ((StickyStatus & FaultStatus.QueueError) != 0) return this;
        if (QueueIsWide && !ExtendedCapability.ScalableMode) return StopQueue(QueueError.DescriptorWidthInvalid);
        if (QueueTail % DescriptorSize != 0) return StopQueue(QueueError.TailMisaligned);
        if ((ulong)QueueTail >= QueueLength.Value) return StopQueue(QueueError.TailBeyondQueue);
        var unit = this;
        while (unit.QueueHead != unit.QueueTail)
        {
            var error = unit.TryTake(memory, out var next);
            if (error != QueueError.None) return unit.StopQueue(error);
            unit = next with { QueueHead = (int)((ulong)(unit.QueueHead + DescriptorSize) % QueueLength.Value) };
        }
        return unit;
    }

    private VtdUnit StopQueue(QueueError error) => (this with { QueueError = error }).RaiseFaultStatus(FaultStatus.QueueError);

    private QueueError TryTake(IMemoryWriter memory, out VtdUnit next)
    {
        next = this;
        Span<byte> bytes = stackalloc byte[InvalidationDescriptor.WideSize];
        bytes = bytes[..DescriptorSize];
        if (!memory.TryRead(QueueBase + new ByteCount((ulong)QueueHead), bytes)) return QueueError.DescriptorNotAccessible;
        var descriptor = new InvalidationDescriptor(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        if (!Knows(descriptor.Type)) return QueueError.DescriptorTypeInvalid;
        if (descriptor.HasReservedFields || bytes[InvalidationDescriptor.Size..].ContainsAnyExcept((byte)0)) return QueueError.ReservedFieldSet;
        switch (descriptor.Type)
        {
            case InvalidationDescriptorType.ContextCache:
                next = InvalidateContexts(descriptor.Granularity, descriptor.DomainId, descriptor.SourceId, descriptor.FunctionMask);
                return QueueError.None;
            case InvalidationDescriptorType.Iotlb:
                return TakeIotlb(descriptor, out next);
            case InvalidationDescriptorType.Wait:
                return TakeWait(memory, descriptor, out next);
            default:
                // Device TLBs and the interrupt entry cache hold nothing here: there is nothing to forget.
                return QueueError.None;
        }
    }

    private bool Knows(InvalidationDescriptorType type) => type switch
    {
        InvalidationDescriptorType.ContextCache or InvalidationDescriptorType.Iotlb or InvalidationDescriptorType.Wait => true,
        InvalidationDescriptorType.DeviceTlb => ExtendedCapability.DeviceTlb,
        InvalidationDescriptorType.InterruptEntryCache => ExtendedCapability.InterruptRemapping,
        _ => false,
    };

    private QueueError TakeIotlb(InvalidationDescriptor descriptor, out VtdUnit next)
    {
        next = this;
        var granularity = descriptor.Granularity;
        if (granularity == InvalidationGranularity.DeviceOrPage)
        {
            if (descriptor.AddressMask > Capability.MaximumAddressMask) return QueueError.ReservedFieldSet;
            if (!Capability.PageSelectiveInvalidation) granularity = InvalidationGranularity.Domain;
        }
        next = InvalidateIotlb(granularity, descriptor.DomainId, descriptor.Address, descriptor.AddressMask);
        return QueueError.None;
    }

    private QueueError TakeWait(IMemoryWriter memory, InvalidationDescriptor descriptor, out VtdUnit next)
    {
        next = this;
        if (descriptor.WantsStatusWrite)
        {
            Span<byte> status = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(status, descriptor.StatusData);
            if (!memory.TryWrite(descriptor.StatusAddress, status)) return QueueError.DescriptorNotAccessible;
        }
        if (descriptor.WantsInterrupt) next = CompleteWait();
        return QueueError.None;
    }

    private VtdUnit CompleteWait() =>
        WaitCompleted ? this : this with { WaitCompleted = true, CompletionEvent = CompletionEvent.Raise() };

    /// <summary>ICS: writing 1 to IWC clears it.</summary>
    private VtdUnit ClearCompletion(uint value) =>
        (value & 1) == 0 ? this : this with { WaitCompleted = false, CompletionEvent = CompletionEvent.Settle() };
}
