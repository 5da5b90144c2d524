using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.Platform;

namespace Pkernfs.Core.Tests.Inspection.Decoding;

public class DecodingTests
{
    private static readonly PhysicalAddress At = new(0x5000);
    private static readonly PageTableLimits Limits = new(46, true, true);
    private static readonly Capability Cap = new(0xd2008c222f0606);
    private static readonly ExtendedCapability Ecap = new(0xf42);
    private static readonly ulong[] Patterns = [0, 1, 3, 0x83, ulong.MaxValue, 0x8000_0000_0000_0001, 0xf_ffff_f000, 0x1234_5678_9abc_def1, 2, 4, 5];

    public static TheoryData<string> Decodings => [.. All(0, 0).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Decodings))]
    public void Every_bit_is_told_exactly_once(string name)
    {
        foreach (ulong low in Patterns)
        {
            foreach (ulong high in Patterns)
            {
                var entry = All(low, high).Single(one => one.Name == name).Decode();
                int next = 0;
                foreach (var field in entry.Fields)
                {
                    Assert.Equal(next, field.Low);
                    Assert.True(field.High >= field.Low);
                    next = field.High + 1;
                }
                Assert.Equal(entry.Length * 8, next);
                Assert.Equal(entry.Words.Length, (entry.Length + 7) / 8);
            }
        }
    }

    [Fact]
    public void A_context_entry_says_what_the_example_says()
    {
        var entry = RemappingEntries.Context(new(0x100403000), 0x1_2080_1001, 0x902, 46, Cap, Ecap);
        Assert.Equal("4 levels from 0x120801000, DID 9", entry.Summary);
        Assert.Equal(
            ["0 P 1", "1 FPD 0", "3:2 TT 00", "45:12 SLPTPTR 0x120801000", "66:64 AW 2", "87:72 DID 9"],
            entry.Fields.Where(field => field.Name != "–").Select(field => $"{field.Bits} {field.Name} {field.Value}"));
        Assert.Equal(new PhysicalAddress(0x120801000), entry.Fields.Single(field => field.Name == "SLPTPTR").Target);
        Assert.False(entry.IsBroken);
        Assert.Equal([0x01, 0x10, 0x80, 0x20, 0x01, 0, 0, 0, 0x02, 0x09, 0, 0, 0, 0, 0, 0], entry.Bytes());
    }

    [Fact]
    public void Decoders_and_hardware_agree_on_what_is_refused_in_a_context_entry()
    {
        for (int bit = 1; bit < 128; bit++)
        {
            var (low, high) = bit < 64 ? (0x1_2080_1001UL ^ 1UL << bit, 2UL) : (0x1_2080_1001UL, 2UL ^ 1UL << (bit - 64));
            var hardware = new ContextEntry(low, high);
            bool refused = hardware.HasReservedBits(46) || !hardware.IsValidFor(Cap, Ecap);
            Assert.Equal(refused, RemappingEntries.Context(At, low, high, 46, Cap, Ecap).IsBroken);
        }
    }

    [Fact]
    public void Decoders_and_hardware_agree_on_what_is_refused_in_a_root_entry()
    {
        for (int bit = 1; bit < 128; bit++)
        {
            var (low, high) = bit < 64 ? (0x4001UL ^ 1UL << bit, 0UL) : (0x4001UL, 1UL << (bit - 64));
            Assert.Equal(new RootEntry(low, high).HasReservedBits(46), RemappingEntries.Root(At, low, high, 46).IsBroken);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Decoders_and_hardware_agree_on_what_is_refused_in_paging_entries(int level)
    {
        foreach (var limits in new[] { Limits, Limits with { Leaf1GiB = false }, Limits with { Leaf2MiB = false, Leaf1GiB = false }, Limits with { SnoopControl = true, TransientMapping = true } })
        {
            for (int bit = 0; bit < 64; bit++)
            {
                foreach (ulong start in new[] { 0x40000003UL, 0x40000083UL })
                {
                    ulong entry = start | 1UL << bit;
                    Assert.Equal(SecondStage.ReservedBits(entry, level, limits) != 0, PageTableEntries.SecondStageAt(At, entry, level, limits).IsBroken);
                    Assert.Equal(X86Paging.ReservedBits(entry, level, limits) != 0, PageTableEntries.X86At(At, entry, level, limits).IsBroken);
                }
            }
        }
    }

    [Theory]
    [InlineData(0x10aa00083UL, 2, "maps 2 MiB at 0x10aa00000, read and write")]
    [InlineData(0x120804003UL, 2, "table of level 1 at 0x120804000, read and write")]
    [InlineData(0x10aa01001UL, 1, "maps 4 KiB at 0x10aa01000, read only")]
    [InlineData(0UL, 1, "not present: DMA here faults with 0x5 or 0x6")]
    public void Second_stage_entries_in_one_line(ulong entry, int level, string summary) =>
        Assert.Equal(summary, PageTableEntries.SecondStageAt(At, entry, level, Limits).Summary);

    [Fact]
    public void An_inode_is_taken_apart_by_the_layout()
    {
        byte[] record = new byte[PkernfsLayout.InodeLength];
        new Inode(new(4), InodeFlags.File, new(7), default, "guest-ram", new(3), 256).Encode(record);
        var entry = MediumStructures.Inode(At, new(4), record);
        Assert.Equal("regular file \"guest-ram\", 256 blocks", entry.Summary);
        Assert.Equal(["0x1", "7", "0", "guest-ram", "3", "256"], entry.Fields.Where(field => field.Name != "–").Select(field => field.Value));
        Assert.Equal(record, entry.Bytes());
    }

    [Fact]
    public void A_bitmap_word_is_runs_of_blocks()
    {
        var entry = MediumStructures.BitmapWord(At, 0b1_0111, 64, 68);
        Assert.Equal(["64–66 taken", "67 free", "68 taken, outside the region", "69–127 free"], entry.Fields.Select(field => $"{field.Name} {field.Meaning}"));
        Assert.True(entry.IsBroken);
    }

    [Fact]
    public void Queue_descriptors_in_one_line()
    {
        Assert.Equal("context cache, device 01:00.0", Line(InvalidationDescriptor.ContextCacheDevice(9, new PciAddress(1, 0, 0))));
        Assert.Equal("IOTLB, DID 9", Line(InvalidationDescriptor.IotlbDomain(9)));
        Assert.Equal("IOTLB, 16 pages from 0x10000, DID 9", Line(InvalidationDescriptor.IotlbPages(9, new(0x10000), 4)));
        Assert.Equal("wait, then write 0x2 to 0x7000", Line(InvalidationDescriptor.WaitWithStatus(new(0x7000), 2)));
        Assert.Equal("never written", QueueDescriptors.At(At, 0, 0).Summary);

        static string Line(InvalidationDescriptor descriptor)
        {
            var decoded = QueueDescriptors.At(At, descriptor.Low, descriptor.High);
            Assert.False(decoded.IsBroken);
            return decoded.Summary;
        }
    }

    [Theory]
    [InlineData("CAP", 0xd2008c222f0606UL, 0UL, "65536 domain ids, 39, 48 bits, 1 fault record")]
    [InlineData("GSTS", 0xc7000000UL, 0UL, "TES, RTPS, QIES, IRES, IRTPS")]
    [InlineData("RTADDR", 0x100401000UL, 0UL, "root table at 0x100401000")]
    [InlineData("FECTL", 0x80000000UL, 0UL, "masked")]
    [InlineData("FSTS", 2UL, 0UL, "record 0 pending")]
    [InlineData("IQA", 0x200c000UL, 0UL, "256 descriptors at 0x200c000")]
    [InlineData("FRCD0", 0x4000UL, 0x8000_0002_0000_0018UL, "pending: 00:03.0 write of 0x4000, context entry not present")]
    public void Registers_in_one_line(string name, ulong low, ulong high, string summary)
    {
        var register = RegisterDefinition.All(Cap, Ecap).Single(one => one.Name == name);
        Assert.Equal(summary, UnitRegisters.Decode(register, At, low, high).Summary);
    }

    [Fact]
    public void No_two_registers_share_a_byte()
    {
        int end = 0;
        foreach (var register in RegisterDefinition.All(Cap, Ecap))
        {
            Assert.True(register.Offset >= end, register.Name);
            end = register.Offset + register.Size;
        }
        Assert.Equal(0x220, RegisterDefinition.All(Cap, Ecap).Single(one => one.Name == "FRCD0").Offset);
        Assert.Equal(0xf8, RegisterDefinition.All(Cap, Ecap).Single(one => one.Name == "IOTLB").Offset);
    }

    private static IEnumerable<(string Name, Func<DecodedEntry> Decode)> All(ulong low, ulong high)
    {
        yield return ("root", () => RemappingEntries.Root(At, low, high, 46));
        yield return ("context", () => RemappingEntries.Context(At, low, high, 46, Cap, Ecap));
        yield return ("context of a narrow platform", () => RemappingEntries.Context(At, low, high, 39, new(RemappingBench.Capability), new(0)));
        for (int level = 1; level <= 5; level++)
        {
            int one = level;
            yield return ($"second stage {one}", () => PageTableEntries.SecondStageAt(At, low, one, Limits));
            yield return ($"second stage {one}, small pages, all features", () => PageTableEntries.SecondStageAt(At, low, one, new(52, false, false, true, true)));
            yield return ($"x86 {one}", () => PageTableEntries.X86At(At, low, one, Limits));
            yield return ($"x86 {one}, 52 bits", () => PageTableEntries.X86At(At, low, one, new(52, true, false)));
        }
        yield return ("super block", () => MediumStructures.SuperBlock(At, low, high));
        yield return ("inode", () => MediumStructures.Inode(At, new(1), Bytes(low, high, PkernfsLayout.InodeLength)));
        yield return ("bitmap", () => MediumStructures.BitmapWord(At, low, 0, 32));
        yield return ("region bitmap", () => MediumStructures.RegionBitmapWord(At, low, 448));
        yield return ("mappings", () => MediumStructures.MappingsEntry(At, low, 3, 4, false, new(new(0x100000000), ByteCount.FromGiB(1))));
        yield return ("gigantic mappings", () => MediumStructures.MappingsEntry(At, low, 3, 4, true, new(new(0x100000000), ByteCount.FromGiB(1))));
        yield return ("region list magic", () => MediumStructures.RegionListWord(At, low, PkernfsLayout.RegionListOffset, new(new(0x100000000), ByteCount.FromGiB(1))));
        yield return ("region list count", () => MediumStructures.RegionListWord(At, low, PkernfsLayout.RegionListCountOffset, new(new(0x100000000), ByteCount.FromGiB(1))));
        yield return ("region list entry", () => MediumStructures.RegionListWord(At, low, PkernfsLayout.RegionListEntriesOffset, new(new(0x100000000), ByteCount.FromGiB(1))));
        yield return ("descriptor", () => QueueDescriptors.At(At, low, high));
        yield return ("E820 entry", () => BootStructures.MapEntry(At, Bytes(low, high, 20)));
        yield return ("boot parameters", () => BootStructures.ZeroPage(At, Bytes(low, high, 4096)));
        yield return ("struct page", () => BootStructures.PageStruct(At, Bytes(low, high, 64), new(5)));
        yield return ("payload", () => BootStructures.Payload(At, [DmaPayload.DeviceTag, low & 0xffff, high, low, low, low, low, high]));
        foreach (var register in RegisterDefinition.All(Cap, Ecap))
            yield return (register.Name, () => UnitRegisters.Decode(register, At, register.Size == 4 ? (uint)low : low, high));
    }

    private static byte[] Bytes(ulong low, ulong high, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i % 16 < 8 ? low : high) >> (i % 8 * 8));
        return bytes;
    }
}
