using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>Guests of other sizes on a board with enough RAM, and options of the command line that change the tables.</summary>
public class GuestSizeTests
{
    private static readonly PhysicalRange High = new(new(1UL << 32), ByteCount.FromGiB(20));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(3072)]
    [InlineData(12288)]
    public void A_guest_of_any_size_is_carried_across(ulong mebibytes)
    {
        var run = Runner.Run(Plan(ByteCount.FromMiB(mebibytes)));
        AssertCarriedAcross(run);
        var platform = run.Moments[^1].Machine.Platform;
        var reader = new PkernfsReader(platform.Memory, run.Moments[^1].Machine.Kernel!.CommandLine.Pkernfs!.Value);
        Assert.Equal(mebibytes / 2, (ulong)reader.FileBlocks(reader.Lookup("/guest-ram")!).Length);
    }

    [Theory]
    [InlineData("iommu=pt")]
    [InlineData("intel_iommu=sp_off")]
    public void Other_tables_carry_it_across_too(string option) => AssertCarriedAcross(Runner.Run(Plan(ByteCount.FromMiB(64), option)));

    [Fact]
    public void Without_superpages_every_leaf_is_of_4_KiB()
    {
        var platform = Runner.Run(Plan(ByteCount.FromMiB(64), "intel_iommu=sp_off")).Moments[^1].Machine.Platform;
        var leaves = platform.Unit.Mappings(platform.Memory, Runs.Assigned, fold: true).ToArray();
        Assert.NotEmpty(leaves);
        Assert.All(leaves, leaf => Assert.Equal(ByteCount.Page, leaf.PageSize));
    }

    /// <summary>One domain's tables are one block of 512 pages: with 4 KiB leaves that is too few for 3 GiB.</summary>
    [Fact]
    public void A_domain_that_outgrows_its_block_is_refused_with_a_sentence()
    {
        var run = Runner.Run(Plan(ByteCount.FromGiB(3), "intel_iommu=sp_off"));
        var first = run.Moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.StartsWith("map-memory", first.Step.Id, StringComparison.Ordinal);
        Assert.Contains("ENOMEM", first.Step.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_that_does_not_fit_the_region_is_refused_with_a_sentence()
    {
        var run = Runner.Run(Runs.Intended.Plan with { Guest = Runs.Intended.Plan.Guest with { Memory = ByteCount.FromGiB(2) } });
        var first = run.Moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("create-guest-ram", first.Step.Id);
        Assert.NotEmpty(first.Step.Problems[0]);
    }

    private static void AssertCarriedAcross(RunTimeline run)
    {
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.True(run.Moments[^1].Dma(Runs.Assigned).Landings.Length > 0);
        Assert.NotNull(run.BlackoutNanoseconds);
        var platform = run.Moments[^1].Machine.Platform;
        var region = run.Moments[^1].Machine.Kernel!.CommandLine.Pkernfs!.Value;
        Assert.Empty(platform.Ledger.Missing(platform.Memory, region));
    }

    /// <summary>The built-in board with 22 GiB of RAM, 16 GiB of them pkernfs's.</summary>
    private static LiveUpdatePlan Plan(ByteCount guest, string option = "")
    {
        var plan = Runs.Intended.Plan;
        const string commandLine = "intel_iommu=on memmap=16G%4G pkernfs=16G!4G ";
        return plan with
        {
            Board = plan.Board with
            {
                Name = "q35-22g",
                Ram = [.. plan.Board.Ram.Where(range => range.Start < High.Start), High],
                FirmwareMap = [.. plan.Board.FirmwareMap.Where(range => range.Range.Start < High.Start), new FirmwareRange(High, FirmwareRangeKind.Usable)],
            },
            KernelA = plan.KernelA with { CommandLine = commandLine + option },
            KernelB = plan.KernelB with { CommandLine = commandLine + "liveupdate " + option },
            Guest = plan.Guest with { Memory = guest },
        };
    }
}
