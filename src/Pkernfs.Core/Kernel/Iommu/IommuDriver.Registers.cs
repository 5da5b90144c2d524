using System.Buffers.Binary;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

public sealed partial class IommuDriver
{
    private const int DescriptorsPerPage = FrameNumber.SizeInBytes / InvalidationDescriptor.Size;

    /// <summary>The status word that a wait descriptor has the unit write.</summary>
    private const uint WaitDone = 2;

    /// <summary>
    /// Sets up queued invalidation on one fresh page. A queue that an earlier kernel left on is turned off first: its page
    /// is not this kernel's memory.
    /// </summary>
    public bool TryStartQueue()
    {
        if (!kernel.TryAllocatePage(OwnerClass.KernelData, "invalidation queue", out var queue)) return false;
        if (!kernel.TryAllocatePage(OwnerClass.KernelData, "invalidation wait status", out var status)) return false;
        var inForce = (GlobalCommand)Hardware.ReadRegister(VtdRegisters.GlobalStatus, 4);
        State = State with { GlobalCommand = (uint)(inForce & GlobalCommand.Levels) };
        if ((inForce & GlobalCommand.QueuedInvalidationEnable) != 0) Command(State.GlobalCommand & ~(uint)GlobalCommand.QueuedInvalidationEnable);
        Hardware.WriteRegister(VtdRegisters.QueueTail, 0);
        Hardware.WriteRegister(VtdRegisters.QueueAddress, queue.Value);
        State = State with { Queue = queue, WaitStatus = status, QueueTail = 0 };
        Command(State.GlobalCommand | (uint)GlobalCommand.QueuedInvalidationEnable);
        return true;
    }

    /// <summary>Writes the root table's address to RTADDR. The unit goes on with the pointer it has until SRTP.</summary>
    public void WriteRootTableAddress() => Hardware.WriteRegister(VtdRegisters.RootTableAddress, State.RootTable.Value);

    /// <summary>SRTP: the unit takes the pointer now; then both caches are flushed for all, unless the unit does so by itself.</summary>
    public void SetRootTablePointer()
    {
        Hardware.WriteRegister(VtdRegisters.GlobalCommand, State.GlobalCommand | (uint)GlobalCommand.SetRootTablePointer, 4);
        if (Hardware.ReadRegister(VtdRegisters.RootTableAddress) == State.RootTable.Value) State = State with { FormerRootTable = default };
        if (Capability.RootPointerInvalidates) return;
        Submit(InvalidationDescriptor.ContextCacheGlobal());
        Submit(InvalidationDescriptor.IotlbGlobal());
    }

    public bool TranslationEnabled => ((GlobalCommand)Hardware.ReadRegister(VtdRegisters.GlobalStatus, 4) & GlobalCommand.TranslationEnable) != 0;

    /// <summary>init_dmars of a boot that is no live update, and to which no unit was handed over: translation that an earlier kernel left on is turned off (RFC 09/18). True where it was.</summary>
    public bool TurnOffForColdBoot()
    {
        if (kernel.State.CommandLine.LiveUpdate || State.WasHandedOver || !TranslationEnabled) return false;
        Command(State.GlobalCommand & ~(uint)GlobalCommand.TranslationEnable);
        kernel.Log("DMAR: Translation was enabled but this is no live update");
        return true;
    }

    /// <summary>TE; then the tables decide, and what firmware protected for the time before is opened (disable_protected_mem_regions).</summary>
    public void EnableTranslation()
    {
        Command(State.GlobalCommand | (uint)GlobalCommand.TranslationEnable);
        if (Capability.ProtectedLowMemory || Capability.ProtectedHighMemory) Hardware.WriteRegister(VtdRegisters.ProtectedMemoryEnable, 0, 4);
    }

    private void Command(uint levels)
    {
        State = State with { GlobalCommand = levels };
        Hardware.WriteRegister(VtdRegisters.GlobalCommand, levels, 4);
    }

    /// <summary>Drops what the IOTLB holds for a range: one page-selective descriptor where the unit has them and one covers it, naturally aligned, else all of the domain.</summary>
    private void FlushIotlbRange(ushort domainId, IovaRange range)
    {
        int mask = 0;
        while (mask < Capability.MaximumAddressMask
            && !new IovaRange(range.Start.AlignDown(ByteCount.Page * (1UL << mask)), ByteCount.Page * (1UL << mask)).Contains(range)) mask++;
        var whole = ByteCount.Page * (1UL << mask);
        bool fits = new IovaRange(range.Start.AlignDown(whole), whole).Contains(range);
        Submit(fits && Capability.PageSelectiveInvalidation
            ? InvalidationDescriptor.IotlbPages(domainId, range.Start.AlignDown(whole), mask)
            : InvalidationDescriptor.IotlbDomain(domainId));
    }

    /// <summary>Queues a descriptor and a wait behind it, rings the tail, and reads the status word that the unit wrote.</summary>
    private void Submit(InvalidationDescriptor descriptor)
    {
        if (State.Queue == default)
        {
            kernel.Log("DMAR: no invalidation queue was set up, so cached translations stay.");
            return;
        }
        kernel.Memory.Count(WorkKind.Invalidations, 1);
        kernel.Memory.TryWriteWord(State.WaitStatus, 0);
        int tail = PutDescriptor(State.QueueTail, descriptor);
        tail = PutDescriptor(tail, InvalidationDescriptor.WaitWithStatus(State.WaitStatus, WaitDone));
        State = State with { QueueTail = tail };
        Hardware.WriteRegister(VtdRegisters.QueueTail, (ulong)tail * InvalidationDescriptor.Size);
        Span<byte> done = stackalloc byte[4];
        kernel.Memory.TryRead(State.WaitStatus, done);
        if (BinaryPrimitives.ReadUInt32LittleEndian(done) != WaitDone) kernel.Log("DMAR: the invalidation queue stopped before its wait descriptor.");
    }

    private int PutDescriptor(int tail, InvalidationDescriptor descriptor)
    {
        var at = State.Queue + new ByteCount((ulong)tail * InvalidationDescriptor.Size);
        kernel.Memory.TryWriteWord(at, descriptor.Low);
        kernel.Memory.TryWriteWord(at + new ByteCount(8), descriptor.High);
        return (tail + 1) % DescriptorsPerPage;
    }
}
