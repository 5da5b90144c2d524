using Pkernfs.Core.Exploration;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Tests.Commands;

public sealed class ExploreVerbTests
{
    private const string Scenario = "container-file";

    [Fact]
    public async Task EachFaultAtEachStepWhereItMayStrikeIsACellAndTheSummaryCountsThem()
    {
        var sites = Explorer.Sites(Runner.Run(ScenarioLibrary.Load(Scenario).Scenario!.Plan, TestContext.Current.CancellationToken));
        var run = await VerbRun.OfAsync("explore", Scenario, "--json");
        Assert.Equal(0, run.Code);
        var cells = run.Json.GetProperty("cells").EnumerateArray().ToArray();
        Assert.Equal(sites.Select(site => site.Fault.Id), cells.Select(cell => cell.GetProperty("fault").GetString()));
        var zap = cells.First(cell => cell.GetProperty("fault").GetString() == "zap-hits-assigned");
        Assert.Equal("dma-faults", zap.GetProperty("outcome").GetString());

        var words = await VerbRun.OfAsync("explore", Scenario);
        Assert.Equal(0, words.Code);
        Assert.Contains($"{Scenario}: {sites.Length} tries.", words.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnknownScenarioIsBadInput() => (await VerbRun.OfAsync("explore", "container-fil", "--json")).IsBadInput("container-file");
}
