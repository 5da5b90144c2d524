using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Qemu;
using static Pkernfs.Oracle.Tests.Places;

namespace Pkernfs.Oracle.Tests;

/// <summary>What QEMU's unit says of tables written by hand: each row is a rule of VT-d's legacy-mode walk.</summary>
[Collection(QemuTests.Name)]
public sealed class WalkTests(QemuFixture qemu)
{
    private const ulong Hole = Specimen.Hole;

    public static TheoryData<string, PciAddress, ulong, ulong> Mapped => new()
    {
        { "4 KiB leaf, first word", Plain, 0x0, 0x70_0000 },
        { "4 KiB leaf, last word", Plain, 0xff8, 0x70_0ff8 },
        { "4 KiB leaf, an odd byte", Plain, 0x123, 0x70_0123 },
        { "4 KiB leaf above 4 GiB", Plain, 0x5000, 0x1_0000_3000 },
        { "4 KiB leaf where a display adapter would be", Plain, 0x8000, 0xa_0000 },
        { "4 KiB leaf where firmware's ROM would be", Plain, 0x9000, 0xf_f000 },
        { "2 MiB leaf, first page", Plain, 0x20_0000, 0x80_0000 },
        { "2 MiB leaf, middle page", Plain, 0x2f_f000, 0x8f_f000 },
        { "2 MiB leaf, last page", Plain, 0x3f_f000, 0x9f_f000 },
        { "1 GiB leaf, first page", Plain, 0x4000_0000, 0x4000_0000 },
        { "1 GiB leaf, last page", Plain, 0x7fff_f000, 0x7fff_f000 },
        { "three levels", ThreeLevels, 0x20_0000, 0x80_0000 },
        { "second function, table of its own", SecondFunction, 0x0, 0x90_0000 },
        { "behind a root port", BehindRootPort, 0x0, 0x90_0000 },
        { "behind a root port, not device 0", DeepBehindRootPort, 0x0, 0x70_0000 },
        { "a function number that the board uses", OfTheBoard, 0x20_0000, 0x80_0000 },
        { "pass-through", PassThrough, 0x123_4000, 0x123_4000 },
        { "pass-through above 4 GiB", PassThrough, 0x1_2345_6000, 0x1_2345_6000 },
        { "reported faults disabled, mapped all the same", FaultsDisabled, 0x0, 0x70_0000 },
    };

    public static TheoryData<string, PciAddress, ulong, DmaAccess, byte> Blocked => new()
    {
        { "root entry not present", NoRootEntry, 0x0, DmaAccess.Read, 0x1 },
        { "context entry not present", NotPresent, 0x0, DmaAccess.Write, 0x2 },
        { "address width that the unit lacks", BadWidth, 0x0, DmaAccess.Read, 0x3 },
        { "reserved translation type", ReservedType, 0x0, DmaAccess.Read, 0x3 },
        { "top table unreadable", UnreadableTop, 0x0, DmaAccess.Read, 0x3 },
        { "beyond three levels", ThreeLevels, 0x80_0000_0000, DmaAccess.Read, 0x4 },
        { "beyond four levels", Plain, 0x1_0000_0000_0000, DmaAccess.Write, 0x4 },
        { "write, not present", Plain, 0x3000, DmaAccess.Write, 0x5 },
        { "write, read-only leaf", Plain, 0x1000, DmaAccess.Write, 0x5 },
        { "write, read-only table entry above a writable leaf", Plain, 0x60_0000, DmaAccess.Write, 0x5 },
        { "read, not present", Plain, 0x3000, DmaAccess.Read, 0x6 },
        { "read, not present at the top level", Plain, 0x100_0000_0000, DmaAccess.Read, 0x6 },
        { "lower table unreadable", Plain, 0x80_0000, DmaAccess.Read, 0x7 },
        { "reserved bits in a root entry", ReservedRootEntry, 0x0, DmaAccess.Read, 0xa },
        { "reserved bits in a context entry", ReservedContext, 0x0, DmaAccess.Read, 0xb },
        { "reserved bit in a 4 KiB leaf", Plain, 0x4000, DmaAccess.Read, 0xc },
        { "2 MiB leaf not aligned", Plain, 0x40_0000, DmaAccess.Write, 0xc },
        { "1 GiB leaf not aligned", Plain, 0x8000_0000, DmaAccess.Read, 0xc },
        { "large page at level 4", Plain, 0x80_0000_0000, DmaAccess.Read, 0xc },
        { "not mapped, behind a root port", BehindRootPort, 0x1000, DmaAccess.Read, 0x6 },
        { "not mapped, a function number that the board uses", OfTheBoard, 0x3abc, DmaAccess.Write, 0x5 },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Mapped_addresses_are_reached_both_ways(string rule, PciAddress function, ulong iova, ulong physical)
    {
        Assert.NotEmpty(rule);
        var verdicts = qemu.With(Specimen.Machine).Ask(BothWays(function, iova));
        var reached = new Reached(new PhysicalAddress(physical), Evidence.Bytes);
        Assert.Equal([reached, reached], verdicts);
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void A_search_of_all_memory_finds_a_write_at_the_same_place_and_no_other(string rule, PciAddress function, ulong iova, ulong physical)
    {
        Assert.NotEmpty(rule);
        var landings = qemu.With(Specimen.Machine).SearchForWrite(new DmaQuestion(function, new Iova(iova), DmaAccess.Write));
        Assert.Equal([new PhysicalAddress(physical)], landings);
    }

    [Theory]
    [MemberData(nameof(Blocked))]
    public void Blocked_accesses_are_recorded_with_their_reason(string rule, PciAddress function, ulong iova, DmaAccess access, byte reason)
    {
        Assert.NotEmpty(rule);
        var verdict = qemu.With(Specimen.Machine).Ask(new DmaQuestion(function, new Iova(iova), access));
        Assert.Equal(new Faulted(new FaultRecord(reason, function, new Iova(iova & ~0xffful), access)), verdict);
    }

    [Fact]
    public void Blocked_writes_change_no_byte()
    {
        var iommu = qemu.With(Specimen.Machine);
        foreach (var (rule, function, iova, _, _) in Blocked.Select(row => row.Data))
        {
            var landings = iommu.SearchForWrite(new DmaQuestion(function, new Iova(iova), DmaAccess.Write));
            Assert.True(landings.Count == 0, $"{rule}: {string.Join(", ", landings)}");
        }
    }

    [Fact]
    public void One_way_pages_are_reached_the_way_that_they_allow()
    {
        var verdicts = qemu.With(Specimen.Machine).Ask(
        [
            new DmaQuestion(Plain, new Iova(0x1000), DmaAccess.Read),
            new DmaQuestion(Plain, new Iova(0x2000), DmaAccess.Write),
            new DmaQuestion(Plain, new Iova(0x60_0000), DmaAccess.Read),
        ]);
        Assert.Equal([Place(0x70_1000), Place(0x70_2000), Place(0x70_5000)], verdicts);
    }

    [Fact]
    public void A_write_only_page_refuses_reads()
    {
        var verdict = qemu.With(Specimen.Machine).Ask(new DmaQuestion(Plain, new Iova(0x2008), DmaAccess.Read));
        Assert.Equal(new Faulted(new FaultRecord(0x6, Plain, new Iova(0x2000), DmaAccess.Read)), verdict);
    }

    /// <summary>With the read's translation still cached, the unit would drop the write without a record.</summary>
    [Fact]
    public void An_answer_does_not_depend_on_the_question_before()
    {
        var verdicts = qemu.With(Specimen.Machine).Ask([.. BothWays(Plain, 0x1000), .. BothWays(Plain, 0x1000)]);
        var fault = new Faulted(new FaultRecord(0x5, Plain, new Iova(0x1000), DmaAccess.Write));
        Assert.Equal([Place(0x70_1000), fault, Place(0x70_1000), fault], verdicts);
    }

    [Fact]
    public void With_reported_faults_disabled_a_blocked_access_leaves_no_record()
    {
        var verdicts = qemu.With(Specimen.Machine).Ask(BothWays(FaultsDisabled, 0x3000));
        Assert.Equal([new Dropped(), new Dropped()], verdicts);
    }

    [Fact]
    public void A_translation_to_where_no_RAM_is_rests_on_the_report_alone()
    {
        var verdicts = qemu.With(Specimen.Machine).Ask(BothWays(Plain, 0x7000));
        var reported = new Reached(new PhysicalAddress(Hole), Evidence.Report);
        Assert.Equal([reported, reported], verdicts);
    }

    [Fact]
    public void Pass_through_to_where_no_RAM_is_goes_nowhere() =>
        Assert.Equal(new Dropped(), qemu.With(Specimen.Machine).Ask(new DmaQuestion(PassThrough, new Iova(Hole), DmaAccess.Write)));

    [Fact]
    public void The_interrupt_range_is_never_translated() =>
        Assert.Equal(new Dropped(), qemu.With(Specimen.Machine).Ask(new DmaQuestion(Plain, new Iova(0xfee0_0000), DmaAccess.Read)));

    /// <summary>The mapped page is the last-level table itself, and the word is the entry that maps it.</summary>
    [Fact]
    public void Asking_about_the_page_tables_themselves_leaves_them_as_they_were()
    {
        var iommu = qemu.With(Specimen.Machine);
        var before = iommu.Ask(BothWays(Plain, 0x6030));
        Assert.All(before, verdict => Assert.Equal(new PhysicalAddress(0x2_3030), Assert.IsType<Reached>(verdict).Physical));
        Assert.Equal(before, iommu.Ask(BothWays(Plain, 0x6030)));
        Assert.Equal(Place(0x70_0000), iommu.Ask(new DmaQuestion(Plain, Iova.Zero, DmaAccess.Read)));
    }

    private static Reached Place(ulong physical) => new(new PhysicalAddress(physical), Evidence.Bytes);

    private static DmaQuestion[] BothWays(PciAddress function, ulong iova) =>
        [new(function, new Iova(iova), DmaAccess.Read), new(function, new Iova(iova), DmaAccess.Write)];
}
