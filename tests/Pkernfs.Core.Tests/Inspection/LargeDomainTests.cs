using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>A domain of 16.8 M leaves is opened, unfolded and searched by reading what is looked at, counted in table pages.</summary>
public sealed class LargeDomainTests
{
    private static readonly LargeDomain large = LargeDomain.Instance;

    [Fact]
    public void OpeningItReadsABoundedNumberOfTables()
    {
        var (domain, read) = Open();
        Assert.InRange(read.Pages.Count, 1, TranslationDomain.MostTables + LargeDomain.Gibibytes + 2);
        Assert.Equal([LargeDomain.LeafTables, LargeDomain.Gibibytes, 1, 1], domain.TableCounts);
        Assert.True(domain is { IsCounted: true, IsCut: true });
        Assert.InRange(domain.Tables.Length, 4, 4 * TranslationDomain.KeptTables);
        Assert.InRange(domain.Runs.Length, 1000, TranslationDomain.KeptRuns);
        Assert.Equal(domain.Runs[^1].Input.End, domain.Beyond);
        Assert.All(domain.Runs, run => Assert.Equal(large.OutputOf(run.Input.Start), run.Output));
    }

    [Fact]
    public void RunsGoOnWhereTheFirstOnesEnd()
    {
        var (domain, read) = Open();
        read.Pages.Clear();
        var (runs, beyond) = domain.RunsFrom(domain.Beyond!.Value, 100);
        Assert.Equal(100, runs.Length);
        Assert.Equal(domain.Runs[^1].Input.End, runs[0].Input.Start);
        Assert.Equal(runs[^1].Input.End, beyond);
        Assert.All(runs, run => Assert.Equal((large.OutputOf(run.Input.Start), ByteCount.FromMiB(2)), (run.Output, run.Input.Length)));
        Assert.InRange(read.Pages.Count, 1, 100 + 8);
    }

    [Fact]
    public void TheLastRunsHaveNothingBeyond()
    {
        var (runs, beyond) = Open().Domain.RunsFrom(new((64UL << 30) - (6UL << 20)), 100);
        Assert.Equal(3, runs.Length);
        Assert.Null(beyond);
    }

    [Fact]
    public void UnfoldingATableReadsThatTable()
    {
        var (domain, read) = Open();
        read.Pages.Clear();
        var table = domain.ReadTable(large.Leaves[20_000], 1, new(20_000UL << 21));
        var line = Assert.Single(table.Lines);
        Assert.Equal((0, 511, large.OutputOf(table.Input)), (line.First, line.Last, line.Target));
        Assert.Equal([large.Leaves[20_000].Frame.Value], read.Pages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12_345)]
    [InlineData(LargeDomain.LeafTables - 1)]
    public void ATableIsFoundByItsAddressWithoutReadingTheLowestOnes(int index)
    {
        var read = new ReadPages(large.Memory);
        var place = TableSearch<SecondStage, Iova>.Find(read, large.Root, large.Limits, large.Leaves[index]);
        Assert.Equal((1, (ulong)index << 21), (place!.Level, place.Input));
        Assert.Null(TableSearch<SecondStage, Iova>.Find(read, large.Root, large.Limits, new(0x1000)));
        Assert.InRange(read.Pages.Count, 1, LargeDomain.Gibibytes + 2);
    }

    [Theory]
    [InlineData("iova 0xb3b7d4000")]
    [InlineData("iova 0x1000")]
    public void AnIovaIsFoundByItsWalk(string typed)
    {
        var moment = Moment();
        var found = RunSearch.Addresses(moment, typed).Single();
        var target = Assert.IsType<SearchTarget.Device>(found.Target);
        Assert.Equal(TranslationRuns.Nic, target.Requester);
        Assert.Equal($"reaches {large.OutputOf(target.Address)}", found.Detail);
    }

    [Theory]
    [InlineData(0x1000UL)]
    [InlineData(0xb3b7d4000UL)]
    public void AnAddressInMemoryLeadsToTheIovaThatMapsIt(ulong iova)
    {
        var physical = large.OutputOf(new(iova));
        Assert.Equal([(TranslationRuns.Nic, new Iova(iova))], Moment().WaysTo(physical));
        Assert.Contains(RunSearch.Addresses(Moment(), physical.ToString()), result => result.Target == new SearchTarget.Device(TranslationRuns.Nic, new(iova)));
    }

    [Fact]
    public void ALowTablesEntryHasItsRole()
    {
        var role = Moment().RoleOf(large.Leaves[30_000] + new ByteCount(8 * 5));
        Assert.Equal("Level 1 entry 5 of 01:00.0", role.Title);
        Assert.StartsWith($"IOVA 0x{(30_000UL << 21) + 0x5000:x}", role.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangesBeyondTheKnownRunsAreToldByTheTablesThatDiffer()
    {
        var memory = large.Memory.Write();
        Assert.True(memory.TryWriteWord(PageTableGeometry.EntryAddress(large.Leaves[30_000], 5), 0));
        var platform = large.On(TranslationRuns.PlatformAt("run-guest"));
        var change = Assert.Single(TranslationChanges.Between(Snapshot(platform), Snapshot(platform with { Memory = memory.Seal() })));
        Assert.Equal(("rest:01:00.0", TranslationMark.Changed), (change.Key, change.Mark));
        Assert.StartsWith("1 table of 01:00.0", change.Words, StringComparison.Ordinal);
        Assert.Empty(TranslationChanges.Between(Snapshot(platform), Snapshot(platform)));
    }

    private static TranslationSnapshot Snapshot(PlatformState platform) => new(TranslationTree.Of(platform, [TranslationRuns.Nic]), new([], []));

    private static (TranslationDomain Domain, ReadPages Read) Open()
    {
        var read = new ReadPages(large.Memory);
        return (TranslationDomain.Read(read, large.Root, large.Limits, null), read);
    }

    private static MomentInspection Moment()
    {
        var machine = TranslationRuns.Rfc.Timeline.Moments[TranslationRuns.IndexOf("jump")].Machine;
        return new(machine with { Platform = large.On(machine.Platform) }, null, TranslationRuns.Rfc.OwnershipAt(TranslationRuns.IndexOf("jump")));
    }
}
