using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.PageTables;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>A unit with memory around it: root table at 0x10000, bus 0's context table at 0x11000, second-stage roots from 0x20000 on, tables from 2 MiB on.</summary>
internal sealed class RemappingBench
{
    /// <summary>What QEMU 7.2 reports: 39 and 48 bits, one fault record at 0x220, 2 MiB and 1 GiB leaves, page-selective invalidation up to 2^18 pages.</summary>
    public const ulong Capability = 0xd2008c222f0606;

    /// <summary>What QEMU 7.2 reports with interrupt remapping: IOTLB registers at 0xf0, queue, pass-through.</summary>
    public const ulong ExtendedCapability = 0xf00f4a;

    public static readonly PhysicalAddress RootTable = new(0x10000);
    public static readonly PhysicalAddress ContextTable = new(0x11000);
    public static readonly PciAddress Nic = new(0, 3, 0);

    private readonly TestTablePages _pages;

    public RemappingBench(ulong capability = Capability, ulong extended = ExtendedCapability, bool enable = true)
    {
        _pages = new(Memory, new(0x200000));
        Unit = VtdUnit.Reset(new(new(0xfed90000), capability, extended, 46));
        RootEntry.To(ContextTable).TryWrite(Memory, RootTable, 0);
        if (enable) Enable();
    }

    public TestMemory Memory { get; } = new(new PhysicalRange(PhysicalAddress.Zero, ByteCount.FromMiB(16)));

    public VtdUnit Unit { get; private set; }

    public void Enable()
    {
        Write(VtdRegisters.RootTableAddress, RootTable.Value, 8);
        Write(VtdRegisters.GlobalCommand, (uint)GlobalCommand.SetRootTablePointer);
        Write(VtdRegisters.GlobalCommand, (uint)GlobalCommand.TranslationEnable);
    }

    public void Write(int offset, ulong value, int size = 4) => Unit = Unit.WriteRegister(Memory, offset, value, size);

    public ulong Read(int offset, int size = 4) => Unit.ReadRegister(offset, size);

    public static PageTableRoot SecondStage(int tree = 0, int levels = 4) => new(new(0x20000 + ((ulong)tree * 0x1000)), levels);

    /// <summary>Gives a device a context entry for a second-stage tree.</summary>
    public void Attach(PciAddress device, ushort domainId, int tree = 0, int levels = 4, bool fpd = false) =>
        Put(device, ContextEntry.Translating(SecondStage(tree, levels), domainId, faultProcessingDisabled: fpd));

    public void Put(PciAddress device, ContextEntry entry) => Assert.True(entry.TryWrite(Memory, ContextTable, device.DevFn));

    public void Map(ulong iova, ulong output, ulong length = 0x1000, AccessRights rights = AccessRights.ReadWrite, int tree = 0, int levels = 4)
    {
        var result = PageTable<SecondStage, Iova>.Map(Memory, SecondStage(tree, levels), Unit.SecondStageLimits, new(new(iova), new(length)), new(output), rights, _pages);
        Assert.True(result.Succeeded, result.Problem);
    }

    public void Unmap(ulong iova, ulong length = 0x1000, int tree = 0, int levels = 4)
    {
        var result = PageTable<SecondStage, Iova>.Unmap(Memory, SecondStage(tree, levels), Unit.SecondStageLimits, new(new(iova), new(length)), _pages);
        Assert.True(result.Succeeded, result.Problem);
    }

    /// <summary>Maps the pages anew, elsewhere, and tells the unit nothing.</summary>
    public void Remap(ulong iova, ulong output, ulong length = 0x1000, int tree = 0)
    {
        Unmap(iova, length, tree);
        Map(iova, output, length, tree: tree);
    }

    public DmaTranslation Dma(PciAddress device, ulong iova, AccessKind access = AccessKind.Read)
    {
        (Unit, var result) = Unit.Translate(Memory, device, new(iova), access, Memory);
        return result;
    }

    public DmaTranslation Walk(PciAddress device, ulong iova, AccessKind access = AccessKind.Read) => Unit.Walk(Memory, device, new(iova), access);

    /// <summary>Turns the queue on: one page at 0x40000 unless said.</summary>
    public void EnableQueue(ulong queueAddress = 0x40000)
    {
        Write(VtdRegisters.QueueAddress, queueAddress, 8);
        Write(VtdRegisters.QueueTail, 0);
        Write(VtdRegisters.GlobalCommand, (uint)(GlobalCommand.TranslationEnable | GlobalCommand.QueuedInvalidationEnable));
    }

    /// <summary>Puts descriptors where the tail is and moves it.</summary>
    public void Submit(params InvalidationDescriptor[] descriptors)
    {
        ulong tail = Read(VtdRegisters.QueueTail);
        foreach (var descriptor in descriptors)
        {
            Memory.Put(Unit.QueueBase + new ByteCount(tail), descriptor.Low);
            Memory.Put(Unit.QueueBase + new ByteCount(tail + 8), descriptor.High);
            tail = (tail + InvalidationDescriptor.Size) % Unit.QueueLength.Value;
        }
        Write(VtdRegisters.QueueTail, tail);
    }
}
