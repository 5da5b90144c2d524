using System.Text.Json;
using Pkernfs.Core.Costs;

namespace Pkernfs.Web.Tests.Commands;

public sealed class CostVerbTests
{
    [Fact]
    public async Task CostSetsEveryApproachSideBySide()
    {
        var run = await VerbRun.OfAsync("cost");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.All(CostSubjects.BuiltIn, subject => Assert.Contains(subject.Scenario.Name, run.Output.Split('\n')[0], StringComparison.Ordinal));
        Assert.Matches(@"(?m)^blackout(\s+[\d.]+ ms){" + CostSubjects.BuiltIn.Length + "}$", run.Output);
        Assert.Contains("Modelled, not measured", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonHasTheSameWithParametersAndLimits()
    {
        var run = await VerbRun.OfAsync("cost", "pkernfs-rfc", "--guest", "1T", "--set", "page-pin=0", "page-walk=0", "--json");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        using var document = JsonDocument.Parse(run.Output);
        Assert.True(document.RootElement.GetProperty("modelled").GetBoolean());
        Assert.Equal(0, document.RootElement.GetProperty("parameters").GetProperty("page-pin").GetDouble());
        var row = document.RootElement.GetProperty("scenarios")[0];
        Assert.True(row.GetProperty("extrapolated").GetBoolean());
        Assert.InRange(row.GetProperty("blackoutNanoseconds").GetInt64(), 5e8, 3e9);
        Assert.Contains("512 GiB", row.GetProperty("beyondPostedLimits").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no cost parameter \"page-pn\". Did you mean 'page-pin'?", "--set", "page-pn=1")]
    [InlineData("\"page-pin\" sets nothing", "--set", "page-pin")]
    [InlineData("4K, 2M and 1G are possible", "--pages", "3M")]
    [InlineData("outside what is answered for", "--guest", "1M")]
    [InlineData("is not a size", "--guest", "huge")]
    public async Task WhatCannotBeTakenIsBadInput(string part, params string[] arguments) =>
        (await VerbRun.OfAsync(["cost", "pkernfs-rfc", .. arguments])).IsBadInput(part);
}
