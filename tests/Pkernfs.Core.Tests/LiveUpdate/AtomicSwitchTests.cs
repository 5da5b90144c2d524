using System.Buffers.Binary;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The exchange of a domain under a working device: refused unless nobody could tell, and then nobody can.</summary>
public class AtomicSwitchTests
{
    /// <summary>One leaf of the new tables is changed: another frame, no write right, gone.</summary>
    [Theory]
    [InlineData(0x1000ul, "give 0x")]
    [InlineData(2ul, ", readable, in pages of 4 KiB")]
    [InlineData(3ul, "map nothing")]
    public void It_is_refused_where_one_leaf_differs_and_the_leaf_is_named(ulong flipped, string words)
    {
        var machine = Runs.SaveRestore.At("allocate-hwpt-b").Machine;
        var iova = new Iova(0x9000);
        var leaf = LeafOfNew(machine, iova);
        var damaged = Runs.Poke(machine, memory =>
        {
            Assert.True(memory.TryReadWord(leaf, out ulong entry));
            memory.TryWriteWord(leaf, entry ^ flipped);
        });
        var moments = Runs.SaveRestore.GoOn("allocate-hwpt-b", damaged);
        string problem = Assert.Single(moments[0].Step.Problems);
        Assert.StartsWith("EINVAL: The replacement would not be hitless: at 0x9000 ", problem, StringComparison.Ordinal);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.Equal(Errno.EINVAL, Assert.Single(moments[0].Step.Refusals).Error);
        Assert.Equal(ReadEntry(machine), ReadEntry(moments[0].Machine));
        Assert.Equal(DomainKind.Restored, moments[0].Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!.Kind);
        // The device stays with what it has, and what it uses is not freed under it.
        Assert.Contains("dom-0 cannot be freed", moments.First(moment => moment.Step.Id == "free-iommu-files").Step.Problems[0], StringComparison.Ordinal);
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    [Fact]
    public void The_save_refuses_a_copy_that_is_not_one()
    {
        var machine = Runs.SaveRestore.At("copy-domain").Machine;
        var copy = machine.Kernel!.Iommu.Domains.First(domain => domain.Kind == DomainKind.Fixed);
        var leaf = PageTable<SecondStage, Iova>.Walk(machine.Platform.Memory, copy.Root, machine.Platform.Unit.SecondStageLimits, new(0x20_0000), AccessKind.Read).Path[^1].EntryAddress;
        var moments = Runs.SaveRestore.GoOn("copy-domain", Runs.Poke(machine, memory => memory.TryWriteWord(leaf, 0)), 1);
        Assert.Contains("at 0x200000", Assert.Single(moments[0].Step.Problems), StringComparison.Ordinal);
        Assert.Equal(ReadEntry(machine), ReadEntry(moments[0].Machine));
    }

    [Fact]
    public void The_entry_is_exchanged_in_one_write_of_16_bytes()
    {
        var memory = new WriteLog(new(new PhysicalRange(PhysicalAddress.Zero, ByteCount.Page)));
        var entry = ContextEntry.Translating(new(new(0x1234_5000), 4), 7);
        Assert.True(entry.TryReplace(memory, default, 3));
        var (address, bytes) = Assert.Single(memory.Writes);
        Assert.Equal((new PhysicalAddress(48), entry.Low, entry.High), (address, BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8))));
    }

    /// <summary>The unit remembers under the old id, so by that id it is made to forget.</summary>
    [Theory]
    [InlineData("replace-domain")]
    [InlineData("switch-domain")]
    public void Nothing_is_remembered_under_the_old_domain_id(string step)
    {
        var before = Runs.SaveRestore.Before(step).Machine;
        ushort old = ReadEntry(before).DomainId;
        Assert.Contains(before.Platform.Unit.Iotlb, cached => cached.DomainId == old);
        var unit = Runs.SaveRestore.At(step).Machine.Platform.Unit;
        Assert.NotEqual(old, ReadEntry(Runs.SaveRestore.At(step).Machine).DomainId);
        Assert.DoesNotContain(unit.Iotlb, cached => cached.DomainId == old);
        Assert.DoesNotContain(unit.ContextCache, cached => cached.DomainId == old);
    }

    /// <summary>Between the exchange and the flush the unit still goes by what it remembers; that is as good.</summary>
    [Fact]
    public void The_device_works_between_exchange_and_flush()
    {
        var operation = Runs.SaveRestore.OperationAfter("copy-domain");
        var platform = operation.Hardware;
        var copy = operation.Kernel!.State.Iommu.Domains.First(domain => domain.Kind == DomainKind.Fixed);
        Assert.True(RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, Runs.Assigned.Bus, out var bus));
        Assert.True(ContextEntry.Translating(copy.Root, copy.DomainId).TryReplace(platform.Memory, bus.ContextTable, Runs.Assigned.DevFn));
        var counts = new DmaTraffic(platform).Run()[Runs.Assigned].Counts;
        Assert.Equal(0, counts.Failures());
        Assert.True(counts.Writes > 0);
    }

    [Theory]
    [InlineData("use-saved-root")]
    [InlineData("restore-temporary-domain")]
    [InlineData("allocate-hwpt-b")]
    public void A_sealed_domain_refuses_every_change_but_its_replacement(string step)
    {
        var operation = Runs.SaveRestore.OperationAfter(step);
        var driver = new IommuDriver(operation.Kernel!);
        var held = operation.Kernel!.State.Iommu.DomainOf(Runs.Assigned)!;
        Assert.True(held.IsSealed);
        var memory = operation.Hardware.Memory.Seal();
        Assert.Contains("takes no mapping changes", driver.Map(held, new(new(0x70_0000_0000), ByteCount.Page), new(0x5000), AccessRights.Read).Problem, StringComparison.Ordinal);
        Assert.Contains("takes no mapping changes", driver.Unmap(held, new(default, ByteCount.Page)).Problem, StringComparison.Ordinal);
        Assert.False(new PciCore(operation.Kernel).TryStartDriver(Runs.Assigned, "igb", out string? problem));
        Assert.StartsWith("EBUSY: igb cannot have 01:00.0", problem, StringComparison.Ordinal);
        Assert.False(new PciCore(operation.Kernel).TryAttachDefaultDomain(operation.Hardware.Functions[Runs.Assigned].Description.IommuGroup, out problem));
        Assert.StartsWith("EBUSY", problem, StringComparison.Ordinal);
        Assert.True(operation.Hardware.Memory.Seal().SameBytes(memory));
        var other = driver.MakeDomain(DomainKind.Vfio, "another")!;
        Assert.Equal(AttachOutcome.Failed, driver.Attach(Runs.Assigned, other, out problem));
        Assert.Contains("until an identical domain replaces it", problem, StringComparison.Ordinal);
        Assert.False(driver.TryReplace(Runs.Assigned, other, out problem));
        Assert.Contains("map nothing", problem, StringComparison.Ordinal);
    }

    private static PhysicalAddress LeafOfNew(MachineState machine, Iova iova)
    {
        var hwpt = Assert.Single(machine.Kernel!.Iommufds[0].Hwpts);
        var domain = machine.Kernel.Iommu.Domains.First(domain => domain.DomainId == hwpt.DomainId);
        return PageTable<SecondStage, Iova>.Walk(machine.Platform.Memory, domain.Root, machine.Platform.Unit.SecondStageLimits, iova, AccessKind.Read).Path[^1].EntryAddress;
    }

    private static ContextEntry ReadEntry(MachineState machine)
    {
        Assert.True(RootEntry.TryRead(machine.Platform.Memory, machine.Platform.Unit.RootTable, Runs.Assigned.Bus, out var bus));
        Assert.True(ContextEntry.TryRead(machine.Platform.Memory, bus.ContextTable, Runs.Assigned.DevFn, out var entry));
        return entry;
    }

    /// <summary>Memory that notes each write.</summary>
    private sealed class WriteLog(TestMemory memory) : IMemoryWriter
    {
        public List<(PhysicalAddress Address, byte[] Bytes)> Writes { get; } = [];

        public bool IsAccessible(PhysicalRange range) => memory.IsAccessible(range);

        public bool TryReadWord(PhysicalAddress address, out ulong word) => memory.TryReadWord(address, out word);

        public bool TryRead(PhysicalAddress address, Span<byte> destination) => memory.TryRead(address, destination);

        public bool TryWriteWord(PhysicalAddress address, ulong word)
        {
            Writes.Add((address, BitConverter.GetBytes(word)));
            return memory.TryWriteWord(address, word);
        }

        public bool TryWrite(PhysicalAddress address, ReadOnlySpan<byte> source)
        {
            Writes.Add((address, source.ToArray()));
            return memory.TryWrite(address, source);
        }
    }
}
