using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class EntryTests
{
    [Fact]
    public void A_root_entry_is_a_present_bit_and_an_address()
    {
        var entry = RootEntry.To(new(0x1234_5000));
        Assert.Equal(new RootEntry(0x1234_5001, 0), entry);
        Assert.True(entry.Present);
        Assert.Equal(new PhysicalAddress(0x1234_5000), entry.ContextTable);
        Assert.False(entry.HasReservedBits(46));
    }

    [Theory]
    [InlineData(1UL << 1, 0UL)]
    [InlineData(1UL << 11, 0UL)]
    [InlineData(1UL << 46, 0UL)]
    [InlineData(1UL << 63, 0UL)]
    [InlineData(0UL, 1UL)]
    [InlineData(0UL, 1UL << 63)]
    public void Reserved_bits_of_a_root_entry(ulong low, ulong high) =>
        Assert.True(new RootEntry(0x5001 | low, high).HasReservedBits(46));

    [Fact]
    public void A_context_entry_to_the_bit()
    {
        var entry = ContextEntry.Translating(new PageTableRoot(new(0x20000), 4), 0xbeef);
        Assert.Equal(new ContextEntry(0x20001, 0xbeef02), entry);
        Assert.Equal((true, false, TranslationType.Untranslated, 2, 4, (ushort)0xbeef), (entry.Present, entry.FaultProcessingDisabled, entry.TranslationType, entry.AddressWidth, entry.Levels, entry.DomainId));
        Assert.Equal(new PageTableRoot(new(0x20000), 4), entry.SecondStageRoot);
        Assert.Equal(new ContextEntry(0x20007, 0x101), ContextEntry.Translating(new PageTableRoot(new(0x20000), 3), 1, TranslationType.DeviceTlb, true));
        Assert.Equal(new ContextEntry(0x9, 0x702), ContextEntry.PassThrough(7, 2));
        Assert.Equal(new ContextEntry(0xb, 0x702), ContextEntry.PassThrough(7, 2, true));
    }

    [Theory]
    [InlineData(1UL << 4, 0UL, true)]
    [InlineData(1UL << 11, 0UL, true)]
    [InlineData(1UL << 45, 0UL, false)]
    [InlineData(1UL << 46, 0UL, true)]
    [InlineData(1UL << 63, 0UL, true)]
    [InlineData(0UL, 0x78UL, false)]
    [InlineData(0UL, 0x80UL, true)]
    [InlineData(0UL, 0xffff00UL, false)]
    [InlineData(0UL, 1UL << 24, true)]
    [InlineData(0UL, 1UL << 63, true)]
    public void Reserved_bits_of_a_context_entry(ulong low, ulong high, bool reserved) =>
        Assert.Equal(reserved, new ContextEntry(0x20001 | low, 2 | high).HasReservedBits(46));

    [Theory]
    [InlineData(0, 2, 0x42UL, true)]
    [InlineData(0, 1, 0x42UL, true)]
    [InlineData(0, 0, 0x42UL, false)]
    [InlineData(0, 3, 0x42UL, false)]
    [InlineData(0, 4, 0x42UL, false)]
    [InlineData(0, 7, 0x42UL, false)]
    [InlineData(1, 2, 0x42UL, false)]
    [InlineData(1, 2, 0x46UL, true)]
    [InlineData(2, 2, 0x42UL, true)]
    [InlineData(2, 3, 0x42UL, false)]
    [InlineData(2, 2, 0x02UL, false)]
    [InlineData(3, 2, 0xffUL, false)]
    public void Address_width_and_translation_type_must_be_supported(ulong type, ulong addressWidth, ulong extended, bool valid) =>
        Assert.Equal(valid, new ContextEntry(0x20001 | type << 2, addressWidth).IsValidFor(new(RemappingBench.Capability), new(extended)));

    [Fact]
    public void Entries_lie_16_bytes_apart_and_read_back()
    {
        var memory = new TestMemory(new PhysicalRange(PhysicalAddress.Zero, ByteCount.FromMiB(1)));
        var entry = new ContextEntry(0x20001, 0x102);
        Assert.True(entry.TryWrite(memory, new(0x5000), 0xff));
        Assert.Equal((0x20001UL, 0x102UL), (memory.Word(new(0x5ff0)), memory.Word(new(0x5ff8))));
        Assert.True(ContextEntry.TryRead(memory, new(0x5000), 0xff, out var read));
        Assert.Equal(entry, read);
        Assert.False(RootEntry.TryRead(memory, new(0x100000), 0, out _));
    }

    [Fact]
    public void Every_reason_has_its_words()
    {
        var reasons = Enum.GetValues<FaultReason>();
        Assert.Equal(reasons.Length, reasons.Select(FaultReasons.Describe).Distinct().Count());
        Assert.DoesNotContain(reasons, reason => FaultReasons.Describe(reason).Contains("0x"));
        Assert.Equal("context entry not present", FaultReasons.Describe((FaultReason)2));
        Assert.Equal("fault reason 0x71", FaultReasons.Describe((FaultReason)0x71));
    }

    [Fact]
    public void Only_faults_behind_the_context_entry_can_be_silenced() =>
        Assert.Equal(
            [2, 3, 4, 5, 6, 7, 0xc, 0xd],
            Enumerable.Range(0, 256).Where(code => FaultReasons.IsQualified((FaultReason)code)));

    [Fact]
    public void A_fault_record_to_the_bit()
    {
        var record = FaultRecord.Of(new PciAddress(1, 2, 3), new(0x1234_5678), AccessKind.Read, FaultReason.NoReadPermission);
        Assert.Equal(new FaultRecord(0x1234_5000, 0xc000_0006_0000_0113), record);
        Assert.Equal((new Iova(0x1234_5000), new PciAddress(1, 2, 3), AccessKind.Read, FaultReason.NoReadPermission), (record.Page, record.Requester, record.Access, record.Reason));
        Assert.Equal(0x8000_0005_0000_0113UL, FaultRecord.Of(new PciAddress(1, 2, 3), default, AccessKind.Write, FaultReason.NoWritePermission).High);
        Assert.False(record.Cleared().Pending);
        Assert.Equal(FaultReason.NoReadPermission, record.Cleared().Reason);
    }
}
