using System.Buffers.Binary;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Kernel;

public sealed partial class IommuDriver
{
    private const int DescriptorSize = 16;
    private const int DescriptorsPerPage = FrameNumber.SizeInBytes / DescriptorSize;

    /// <summary>The status word that a wait descriptor writes, kept behind the last descriptor used.</summary>
    private const uint WaitDone = 2;

    /// <summary>
    /// Sets up queued invalidation on one fresh page. A queue that an earlier kernel left on is turned off first: its page
    /// is not this kernel's memory.
    /// </summary>
    public bool TryStartQueue()
    {
        if (!kernel.TryAllocatePage(OwnerClass.KernelData, "invalidation queue", out var queue)) return false;
        if (!kernel.TryAllocatePage(OwnerClass.KernelData, "invalidation wait status", out _)) return false;
        var status = (GlobalCommand)Hardware.ReadRegister(VtdRegisters.GlobalStatus, 4);
        State = State with { GlobalCommand = (uint)(status & GlobalCommand.Levels) };
        if ((status & GlobalCommand.QueuedInvalidationEnable) != 0) Command(State.GlobalCommand & ~(uint)GlobalCommand.QueuedInvalidationEnable);
        Hardware.WriteRegister(VtdRegisters.QueueTail, 0);
        Hardware.WriteRegister(VtdRegisters.QueueAddress, queue.Value);
        State = State with { Queue = queue, QueueTail = 0 };
        Command(State.GlobalCommand | (uint)GlobalCommand.QueuedInvalidationEnable);
        return true;
    }

    /// <summary>Writes the root table's address to RTADDR. The unit goes on with the pointer it has until SRTP.</summary>
    public void WriteRootTableAddress() => Hardware.WriteRegister(VtdRegisters.RootTableAddress, State.RootTable.Value);

    /// <summary>SRTP: the unit takes the pointer now; then both caches are flushed for all, unless the unit does so by itself.</summary>
    public void SetRootTablePointer()
    {
        Hardware.WriteRegister(VtdRegisters.GlobalCommand, State.GlobalCommand | (uint)GlobalCommand.SetRootTablePointer, 4);
        if (Capability.RootPointerInvalidates) return;
        FlushContextCache(ContextFlush.Global);
        FlushIotlb(IotlbFlush.Global);
    }

    public bool TranslationEnabled => ((GlobalCommand)Hardware.ReadRegister(VtdRegisters.GlobalStatus, 4) & GlobalCommand.TranslationEnable) != 0;

    public void EnableTranslation() => Command(State.GlobalCommand | (uint)GlobalCommand.TranslationEnable);

    /// <summary>What kexec does without the series: translation off on every unit.</summary>
    public void DisableTranslation() => Command(State.GlobalCommand & ~(uint)GlobalCommand.TranslationEnable);

    private void Command(uint levels)
    {
        State = State with { GlobalCommand = levels };
        Hardware.WriteRegister(VtdRegisters.GlobalCommand, levels, 4);
    }

    private void FlushContextCache(ContextFlush granularity, ushort domainId = 0, ushort sourceId = 0) =>
        Submit(1 | ((ulong)granularity << 4) | ((ulong)domainId << 16) | ((ulong)sourceId << 32), 0);

    /// <summary>IOTLB: drains reads and writes; page-selective where a range is given (AM covers it, naturally aligned).</summary>
    private void FlushIotlb(IotlbFlush granularity, ushort domainId = 0, Iova page = default, int addressMask = 0) =>
        Submit(2 | ((ulong)granularity << 4) | (3 << 6) | ((ulong)domainId << 16), page.Value | (uint)addressMask);

    private void FlushIotlbRange(ushort domainId, IovaRange range)
    {
        int mask = 0;
        while (mask < Capability.MaximumAddressMask
            && !new IovaRange(range.Start.AlignDown(ByteCount.Page * (1UL << mask)), ByteCount.Page * (1UL << mask)).Contains(range)) mask++;
        var whole = ByteCount.Page * (1UL << mask);
        bool fits = new IovaRange(range.Start.AlignDown(whole), whole).Contains(range);
        if (fits && Capability.PageSelectiveInvalidation) FlushIotlb(IotlbFlush.Page, domainId, range.Start.AlignDown(whole), mask);
        else FlushIotlb(IotlbFlush.Domain, domainId);
    }

    /// <summary>Queues a descriptor and a wait behind it, rings the tail, and reads the status word that the unit wrote.</summary>
    private void Submit(ulong low, ulong high)
    {
        var status = State.Queue + ByteCount.Page;
        kernel.Memory.TryWriteWord(status, 0);
        int tail = PutDescriptor(State.QueueTail, low, high);
        tail = PutDescriptor(tail, 5 | (1 << 5) | ((ulong)WaitDone << 32), status.Value);
        State = State with { QueueTail = tail };
        Hardware.WriteRegister(VtdRegisters.QueueTail, (ulong)tail * DescriptorSize);
        Span<byte> done = stackalloc byte[4];
        kernel.Memory.TryRead(status, done);
        if (BinaryPrimitives.ReadUInt32LittleEndian(done) != WaitDone) kernel.Log("DMAR: the invalidation queue stopped before its wait descriptor.");
    }

    private int PutDescriptor(int tail, ulong low, ulong high)
    {
        var at = State.Queue + new ByteCount((ulong)tail * DescriptorSize);
        kernel.Memory.TryWriteWord(at, low);
        kernel.Memory.TryWriteWord(at + new ByteCount(8), high);
        return (tail + 1) % DescriptorsPerPage;
    }

    private enum ContextFlush
    {
        Global = 1,
        Domain = 2,
        Device = 3,
    }

    private enum IotlbFlush
    {
        Global = 1,
        Domain = 2,
        Page = 3,
    }
}
