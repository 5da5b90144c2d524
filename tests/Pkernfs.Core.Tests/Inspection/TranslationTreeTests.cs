using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using static Pkernfs.Core.Tests.Inspection.TranslationRuns;

namespace Pkernfs.Core.Tests.Inspection;

public sealed class TranslationTreeTests
{
    [Fact]
    public void BeforeTheRootPointerIsTakenThereIsNoTreeButTheRegisterIsShown()
    {
        var tree = At("write-rtaddr-a").Tree;
        Assert.Null(tree.RootTable);
        Assert.NotEqual(default, tree.RootRegister);
        Assert.Empty(tree.Buses);
        Assert.All(tree.Devices, device => Assert.Equal(DmaReach.Untranslated, device.Reach));
    }

    [Fact]
    public void RunningTheGuestsTablesReachAllOfItsMemoryButTheHole()
    {
        var nic = At("run-guest").Tree.Find(Nic)!;
        Assert.Equal(DmaReach.Translated, nic.Reach);
        Assert.Equal([1, 1, 1, 1], nic.Domain!.TableCounts);
        Assert.True(nic.Domain.IsPersistent);
        Assert.Equal(ByteCount.FromMiB(512) - ByteCount.FromKiB(128), nic.Domain.Mapped);
        Assert.All(nic.Domain.Runs, run => Assert.Equal(OwnerClass.GuestRam, run.Class));
    }

    [Theory]
    [InlineData("run-guest")]
    [InlineData("jump")]
    [InlineData("unmap-rom")]
    [InlineData("guest-goes-on")]
    public void RunsOfSoundTablesAreWhatTheUnitWouldTranslate(string step)
    {
        var platform = PlatformAt(step);
        foreach (var device in TranslationTree.Of(platform, [Nic, Disk]).Devices.Where(device => device.Reach == DmaReach.Translated))
        {
            Assert.Equal(
                platform.Unit.Mappings(platform.Memory, device.Address, true).Select(run => (run.Input, run.Output, run.Length, run.PageSize, run.Rights)),
                device.Domain!.Runs.Select(run => (run.Input.Start, run.Output, run.Input.Length, run.PageSize, run.Rights)));
        }
    }

    [Fact]
    public void AfterTheJumpOneDeviceIsCarriedAndTheOtherBlocked()
    {
        var reading = At("jump");
        Assert.Equal(DmaReach.Translated, reading.Tree.Find(Nic)!.Reach);
        Assert.Equal((DmaReach.Refused, FaultReason.ContextNotPresent), (reading.Tree.Find(Disk)!.Reach, reading.Tree.Find(Disk)!.Refusal));
        Assert.Equal((0, 7), (reading.Tree.FindBus(0)!.OthersPresent, reading.Tree.FindBus(0)!.OthersAbsent));
        Assert.StartsWith("Fault 0x2, context entry P = 0, cleared by \"Zap", reading.Blocked[Disk], StringComparison.Ordinal);
        Assert.Empty(reading.Sides.Processor);
        Assert.Contains("ended at", reading.ProcessorEnded, StringComparison.Ordinal);
        Assert.Equal("hardware translates, no kernel object knows it", reading.Sides.Software[0].Disagreement);
    }

    [Fact]
    public void TheZapVanishesTheEntryAndLeavesTheKernelsRecord()
    {
        var reading = At("zap-00-03.0");
        Assert.Equal(TranslationMark.Vanished, MarkOf(reading, $"entry:{Disk}"));
        Assert.Equal(TranslationMark.Vanished, MarkOf(reading, $"domain:{Disk}"));
        Assert.DoesNotContain(reading.Changes, change => change.Key == $"entry:{Nic}");
        Assert.Equal("the record is there, the context entry is not", reading.Sides.Software.Single(side => side.Device == Disk).Disagreement);
    }

    [Fact]
    public void WithDeferredAttachTheKernelKnowsNothingOfWhatHardwareDoes()
    {
        var software = At("defer-attach").Sides.Software.Single(side => side.Device == Nic);
        Assert.Null(software.Record);
        Assert.Contains("has no iommu_domain", software.Disagreement, StringComparison.Ordinal);
    }

    [Fact]
    public void AfterTheDomainIsAdoptedItsIdIsNotTheEntrys()
    {
        var reading = At("set-iommu-b");
        Assert.Equal("the allocator's domain id is 3, the entry tags with DID 9", reading.Sides.Software.Single(side => side.Device == Nic).Disagreement);
        Assert.Equal(TranslationMark.Appeared, MarkOf(reading, $"software:{Nic}"));
        var mapping = reading.Sides.Processor[0];
        Assert.Equal(ByteCount.FromMiB(512) - ByteCount.FromKiB(128), mapping.SharedWith[Nic]);
        Assert.Equal(131072UL, mapping.Entries);
    }

    [Fact]
    public void AnUnmappedRunIsMarkedAsVanished() =>
        Assert.Equal(TranslationMark.Vanished, MarkOf(At("unmap-rom"), $"run:{Nic}:0xc0000"));

    [Fact]
    public void EntriesThatAreOnlyCountedAreAChangeToo()
    {
        var change = Assert.Single(At("zap-host-functions").Changes);
        Assert.Equal(("others:00", TranslationMark.Vanished, "7 other context entries of bus 00, P 1 to 0"), (change.Key, change.Mark, change.Words));
    }

    [Fact]
    public void AReadingHoldsTheMomentBefore()
    {
        var reading = At("unmap-rom");
        Assert.Contains(reading.Before!.Tree.Find(Nic)!.Domain!.Runs, run => run.Input.Start == new Iova(0xc0000));
        Assert.DoesNotContain(reading.Tree.Find(Nic)!.Domain!.Runs, run => run.Input.Start == new Iova(0xc0000));
        Assert.Null(TranslationReading.Of(Rfc, 0).Before);
    }

    [Fact]
    public void AsPostedEveryMomentCanBeRead()
    {
        for (int index = 0; index < AsPosted.Timeline.Moments.Length; index++)
            Assert.Equal(2, TranslationReading.Of(AsPosted, index).Tree.Devices.Length);
    }

    [Fact]
    public void ReservedBitsAndTablesOutsideRamAreRunsThatSayWhy()
    {
        var platform = PlatformAt("run-guest");
        var level2 = TranslationTree.Of(platform, [Nic]).Devices[0].Domain!.OfLevel(2).Single();
        var damaged = With(platform, (PageTableGeometry.EntryAddress(level2.Address, 3), 0x4000_1083UL), (PageTableGeometry.EntryAddress(level2.Address, 4), 0x3f_ffff_f003UL));
        var runs = TranslationTree.Of(damaged, [Nic]).Devices[0].Domain!.Runs;
        Assert.Equal("reserved bits", runs.Single(run => run.Input.Contains(new Iova(0x600000))).Problem);
        Assert.Equal("table not in RAM", runs.Single(run => run.Input.Contains(new Iova(0x800000))).Problem);
    }

    [Fact]
    public void TablesInACircleAreReadToABoundAndSaidToBe()
    {
        var platform = PlatformAt("run-guest");
        var top = TranslationTree.Of(platform, [Nic]).Devices[0].Domain!.Root.Table;
        var circular = With(platform, [.. Enumerable.Range(0, 512).Select(index => (PageTableGeometry.EntryAddress(top, index), top.Value | 3))]);
        var domain = TranslationTree.Of(circular, [Nic]).Devices[0].Domain!;
        Assert.True(domain.IsCut);
        Assert.Contains(domain.Tables, table => table.IsRepeated);
        Assert.InRange(domain.Tables.Length, 1, 4 * TranslationDomain.KeptTables);
    }

    [Fact]
    public void PassThroughHasNoTables()
    {
        var platform = PlatformAt("run-guest");
        var memory = platform.Memory.Write();
        var device = TranslationTree.Of(platform, [Disk]).Devices[0];
        Assert.True(ContextEntry.PassThrough(1, 2).TryWrite(memory, device.ContextTable!.Value, Disk.DevFn));
        var through = TranslationTree.Of(platform with { Memory = memory.Seal() }, [Disk]).Devices[0];
        Assert.Equal(DmaReach.PassThrough, through.Reach);
        Assert.Null(through.Domain);
    }

    private static TranslationMark MarkOf(TranslationReading reading, string key) => reading.Changes.Single(change => change.Key == key).Mark;

    private static PlatformState With(PlatformState platform, params (PhysicalAddress Address, ulong Entry)[] entries)
    {
        var memory = platform.Memory.Write();
        foreach (var (address, entry) in entries) Assert.True(memory.TryWriteWord(address, entry));
        return platform with { Memory = memory.Seal() };
    }
}
