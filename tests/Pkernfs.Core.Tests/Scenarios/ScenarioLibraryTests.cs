using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Scenarios;

public class ScenarioLibraryTests
{
    [Fact]
    public void The_rfc_example_and_its_posted_form_are_built_in()
    {
        Assert.Superset(new HashSet<string> { "container-file", "fleet-host", "kho", "pkernfs-rfc", "pkernfs-rfc-as-posted", "save-restore" }, ScenarioLibrary.Names.ToHashSet());
        Assert.Equal(ScenarioLibrary.Names.Order(StringComparer.Ordinal), ScenarioLibrary.Names);
        Assert.Equal(["q35-6g", "server-12t", "server-1t", "server-512g", "server-80g"], ScenarioLibrary.BoardNames);
    }

    [Theory]
    [InlineData("pkernfs", "pkernfs-rfc")]
    [InlineData("container-file", "container-file")]
    [InlineData("no-such", "no-such")]
    public void An_approachs_name_opens_its_scenario(string name, string resolved)
    {
        Assert.Equal(resolved, ScenarioLibrary.Resolve(name));
        if (ScenarioLibrary.Names.Contains(resolved)) Assert.Equal(resolved, ScenarioLibrary.Load(name).Scenario!.Name);
    }

    [Fact]
    public void Built_in_scenarios_have_no_findings()
    {
        foreach (string name in ScenarioLibrary.Names) Assert.Empty(ScenarioLibrary.Load(name).Findings);
    }

    /// <summary>A board by hand in a file of its own: leaf sizes are why there are three of them.</summary>
    [Theory]
    [InlineData("server-80g", 80UL, 46, false, false)]
    [InlineData("server-1t", 1048UL, 46, true, false)]
    [InlineData("server-12t", 12326UL, 52, true, true)]
    public void Large_servers_are_built_in_boards(string name, ulong gibibytes, int width, bool leaf2MiB, bool leaf1GiB)
    {
        var board = ScenarioLibrary.LoadBoard(name);
        var limits = Core.Platform.Vtd.VtdUnit.Reset(board.RemappingUnit).SecondStageLimits;
        Assert.Equal(name, board.Name);
        Assert.Equal(gibibytes << 30, board.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value));
        Assert.Equal((width, leaf2MiB, leaf1GiB), (limits.OutputWidth, limits.Leaf2MiB, limits.Leaf1GiB));
    }

    [Fact]
    public void The_rfc_example_says_what_it_is_to_run()
    {
        var scenario = ScenarioLibrary.Load("pkernfs-rfc").Scenario!;
        var plan = scenario.Plan;
        Assert.Equal("RFC example, q35 6 GiB", scenario.Title);
        Assert.Equal("q35-6g", plan.Board.Name);
        Assert.Equal("6.7.0", plan.KernelA.Release);
        Assert.Equal("console=ttyS0,115200 nopat intel_iommu=on intremap=off memmap=1G%4G pkernfs=1G!4G", plan.KernelA.CommandLine);
        Assert.Equal("6.8.0", plan.KernelB.Release);
        Assert.Equal(plan.KernelA.CommandLine + " liveupdate", plan.KernelB.CommandLine);
        Assert.Equal(new("guest-ram", ByteCount.FromMiB(512), 4), plan.Guest);
        Assert.Equal([new(new PciAddress(1, 0, 0), "NIC, assigned", true), new(new PciAddress(0, 3, 0), "NVMe, host", false)], plan.Devices);
        Assert.Equal("pkernfs", plan.Approach);
        Assert.Equal(PkernfsOptions.Intent, plan.Options);
        Assert.Equal(20240205UL, plan.Seed);
    }

    [Fact]
    public void The_posted_form_zaps_every_device() =>
        Assert.Equal(new PkernfsOptions(ZapEveryDevice: true), ScenarioLibrary.Load("pkernfs-rfc-as-posted").Scenario!.Plan.Options);

    [Fact]
    public void An_unknown_name_is_told_with_the_nearest_one()
    {
        var result = ScenarioLibrary.Load("pkernfs-rcf");
        Assert.Null(result.Scenario);
        Assert.Equal($"pkernfs-rcf:1:1: error: There is no built-in scenario and no readable file of this name. Did you mean 'pkernfs-rfc'? Built-in scenarios are: {string.Join(", ", ScenarioLibrary.Names)}.", Assert.Single(result.Findings).ToString());
    }

    [Fact]
    public void A_built_in_scenarios_text_reads_as_that_scenario()
    {
        foreach (string name in ScenarioLibrary.Names)
        {
            var result = ScenarioReader.Read("mine.yaml", ScenarioLibrary.Text(name)!, Core.Artifacts.NoScenarioFiles.Instance);
            Assert.Equal(name, result.Scenario!.Name);
        }
        Assert.Null(ScenarioLibrary.Text("no-such-scenario"));
    }
}
