using System.Diagnostics;
using Pkernfs.Core.Platform;
using Pkernfs.Oracle.Tests.Dumps;
using Pkernfs.Oracle.Tests.Qemu;
using static Pkernfs.Oracle.Tests.Places;

namespace Pkernfs.Oracle.Tests;

/// <summary>One QEMU, machine after machine, question after question.</summary>
[Collection(QemuTests.Name)]
public sealed class InstanceTests(QemuFixture qemu, ITestOutputHelper output)
{
    private const ulong ContextTable = 0x1_1000;

    [Fact]
    public void What_the_board_occupies_is_listed_with_the_reason()
    {
        var iommu = qemu.With(Specimen.Machine);
        Assert.Equal([HostBridge, IsaBridge], iommu.Skipped.Select(skipped => skipped.Address));
        Assert.All(iommu.Skipped, skipped => Assert.NotEmpty(skipped.Reason));
        Assert.Equal(Places.All.Except([HostBridge, IsaBridge]).Order(), iommu.Functions.Order());
        var refusal = Assert.Throws<ArgumentException>(() => iommu.Ask(new DmaQuestion(HostBridge, Iova.Zero, DmaAccess.Read)));
        Assert.Contains("host bridge", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_machine_in_the_same_instance_leaves_nothing_of_the_first()
    {
        var before = new DmaQuestion(Plain, new Iova(0x20_0000), DmaAccess.Write);
        Assert.IsType<Reached>(qemu.With(Specimen.Machine).Ask(before));
        var other = new HandWrittenMachine { RootTable = 0x1_8000_0000 };
        other.RootEntry(0, ContextTable | Specimen.Present);
        const ulong contextTableOfTheFirst = 0x1_2000;
        other.RootEntry(2, contextTableOfTheFirst | Specimen.Present);
        other.ContextEntry(ContextTable, Plain, 0x2_0000 | Specimen.Present, 0x501);
        other.Entry(0x2_0000, 0, 0x1_4000_0000 | Specimen.LargePage | Specimen.ReadWrite);
        var iommu = qemu.With(other);
        Assert.Equal(new Reached(new PhysicalAddress(0x1_4020_0000), Evidence.Bytes), iommu.Ask(before));
        PciAddress[] gone = [BehindRootPort, PassThrough, NoRootEntry];
        var verdicts = iommu.Ask([.. gone.Select(function => new DmaQuestion(function, Iova.Zero, DmaAccess.Read))]);
        Assert.Equal([0x1, 0x2, 0x2], verdicts.Select(verdict => (int)Assert.IsType<Faulted>(verdict).Record.Reason));
    }

    [Fact]
    public void With_translation_off_every_address_is_its_own()
    {
        var machine = new HandWrittenMachine { TranslationEnabled = false };
        machine.Write(0x5000, 1);
        var verdict = qemu.With(machine).Ask(new DmaQuestion(BehindRootPort, new Iova(0x5000), DmaAccess.Read));
        Assert.Equal(new Reached(new PhysicalAddress(0x5000), Evidence.Bytes), verdict);
    }

    [Fact]
    public void Scalable_mode_is_refused_with_a_sentence()
    {
        QemuRequirement.OrSkip();
        var refusal = Assert.Throws<ArgumentException>(() => qemu.With(new HandWrittenMachine { RootTable = 0x1_0400 }));
        Assert.Contains("legacy mode", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_where_q35_has_none_is_refused_with_a_sentence()
    {
        QemuRequirement.OrSkip();
        var machine = new HandWrittenMachine();
        machine.Write(0x9000_0000, 1);
        var refusal = Assert.Throws<ArgumentException>(() => qemu.With(machine));
        Assert.Contains("0x90000000", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>512 pages in a scattered order with holes, asked both ways for three functions: 3072 questions.</summary>
    [Fact]
    public void Thousands_of_questions_are_answered_in_a_minute()
    {
        const ulong levels = 0x2_0000;
        var machine = new HandWrittenMachine();
        machine.RootEntry(0, ContextTable | Specimen.Present);
        machine.RootEntry(1, ContextTable | Specimen.Present);
        PciAddress[] functions = [Plain, SecondFunction, BehindRootPort];
        foreach (var function in functions) machine.ContextEntry(ContextTable, function, levels | Specimen.Present, 0x501);
        machine.Entry(levels, 0, (levels + 0x1000) | Specimen.ReadWrite);
        machine.Entry(levels + 0x1000, 0, (levels + 0x2000) | Specimen.ReadWrite);
        for (int page = 0; page < 512; page++)
        {
            if (page % 5 != 3) machine.Entry(levels + 0x2000, page, Scattered(page) | Specimen.ReadWrite);
        }
        DmaQuestion[] questions =
        [
            .. from function in functions
               from page in Enumerable.Range(0, 512)
               from access in new[] { DmaAccess.Read, DmaAccess.Write }
               select new DmaQuestion(function, new Iova((ulong)page << 12), access),
        ];
        var iommu = qemu.With(machine);
        var clock = Stopwatch.StartNew();
        var verdicts = iommu.Ask(questions);
        clock.Stop();
        output.WriteLine($"{questions.Length} questions, {clock.Elapsed.TotalMilliseconds / questions.Length:f2} ms each.");
        foreach (var (question, verdict) in questions.Zip(verdicts)) Assert.Equal(Expected(question), verdict);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"They took {clock.Elapsed}.");
    }

    private static ulong Scattered(int page) => 0x1_0000_0000 + ((ulong)((page * 201) % 512) << 13);

    private static Verdict Expected(DmaQuestion question)
    {
        int page = (int)(question.Iova.Value >> 12);
        return page % 5 == 3
            ? new Faulted(new FaultRecord((byte)(question.Access == DmaAccess.Write ? 0x5 : 0x6), question.Function, question.Iova, question.Access))
            : new Reached(new PhysicalAddress(Scattered(page)), Evidence.Bytes);
    }
}
