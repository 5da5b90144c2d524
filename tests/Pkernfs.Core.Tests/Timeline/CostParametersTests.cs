using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Timeline;

/// <summary>The parameters: one for each kind of work, each with a range and a source, and reading what people write.</summary>
public class CostParametersTests
{
    [Fact]
    public void Each_kind_of_work_has_a_parameter_of_its_own()
    {
        var used = WorkCounts.Kinds.Select(CostCatalogue.Of).Concat(Enum.GetValues<FixedWork>().Select(CostCatalogue.Of)).ToArray();
        Assert.Equal(CostCatalogue.All, used);
        Assert.Equal(used.Length, used.Select(parameter => parameter.Id).Distinct().Count());
    }

    [Fact]
    public void Each_parameter_has_a_default_within_its_range_and_says_where_it_is_from() => Assert.All(CostCatalogue.All, parameter =>
    {
        Assert.InRange(parameter.Default, parameter.Minimum, parameter.Maximum);
        Assert.Matches("^[a-z]+(-[a-z]+)*$", parameter.Id);
        Assert.NotEmpty(parameter.Source);
        Assert.EndsWith(".", parameter.Meaning, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("memory-writ", "8", "Did you mean 'memory-write'?")]
    [InlineData("memory-write", "fast", "wants one in GB/s, such as 8")]
    [InlineData("memory-write", "", "is no number")]
    [InlineData("memory-write", "0", "0.1 to 1000 GB/s")]
    [InlineData("page-pin", "-1", "0 to 1000000 ns")]
    [InlineData("page-pin", "NaN", "is no number")]
    [InlineData("page-pin", "1e300", "is no number")]
    public void What_cannot_be_taken_is_told_in_a_sentence(string id, string text, string part)
    {
        Assert.False(CostParameters.Default.TrySet(id, text, out var next, out string problem));
        Assert.Same(CostParameters.Default, next);
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_set_back_to_its_default_is_changed_no_more()
    {
        Assert.True(CostParameters.Default.TrySet("page-pin", "12.5", out var changed, out _));
        Assert.Equal(12.5, changed.Changed["page-pin"]);
        Assert.Equal(12.5, changed.NanosecondsOf(WorkKind.PagesPinned));
        Assert.True(changed.TrySet("page-pin", CostParameters.Write(CostCatalogue.Of(WorkKind.PagesPinned).Default), out var again, out _));
        Assert.Empty(again.Changed);
    }

    /// <summary>Where it differs the message shows what the document ought to have.</summary>
    [Fact]
    public void The_document_has_the_table_of_parameters_as_it_is()
    {
        string text = File.ReadAllText(Path.Combine(Root(), "docs", "cost-model.md"));
        int start = text.IndexOf("holds them against each other -->\n", StringComparison.Ordinal);
        string table = text[(text.IndexOf('\n', start) + 1)..text.IndexOf("<!-- end of parameters -->", StringComparison.Ordinal)];
        Assert.Equal(CostReference.Table(), table);
    }

    [Fact]
    public void What_is_published_is_cited_as_published()
    {
        // 577 ms and 469 ms for 48 GiB of 4 KiB pages.
        Assert.Equal(577, CostParameters.Default.NanosecondsOf(WorkKind.PagesPreservedInList) * (48UL << 18) / 1e6, 1.0);
        Assert.Equal(469, CostParameters.Default.NanosecondsOf(WorkKind.PagesPreservedInTree) * (48UL << 18) / 1e6, 1.0);
        Assert.False(CostCatalogue.Of(WorkKind.PagesPreservedInList).IsAssumed);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pkernfs.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Pkernfs.sln.");
        return folder.FullName;
    }
}
