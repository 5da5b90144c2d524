using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Tests.Artifacts;

namespace Pkernfs.Core.Tests.Scenarios;

/// <summary>A what-if saved as a file is that what-if when the file is read.</summary>
public class ScenarioCopyTests
{
    public static TheoryData<string> BuiltIn => [.. ScenarioLibrary.Names];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A_copy_of_any_built_in_scenario_has_its_plan_and_the_edits(string name)
    {
        var scenario = ScenarioLibrary.Load(name).Scenario!;
        ImmutableArray<PlanEdit> edits = [new SkipStep("save-vm"), new InjectFault("crash-vmm", "pause-vcpus")];
        string text = ScenarioCopy.Of(scenario, edits, "No \"state\": saved # twice")!;
        var copy = ScenarioReader.Read("copy.yaml", text, new TextFiles()).Scenario!;
        Assert.Equal($"{name}-no-state-saved-twice", copy.Name);
        Assert.Equal("No \"state\": saved # twice", copy.Title);
        Assert.Equal(scenario.Description, copy.Description);
        var wanted = scenario.Plan with { Edits = scenario.Plan.Edits.AddRange(edits) };
        Assert.Equal(wanted.Edits, copy.Plan.Edits);
        Assert.Equal((wanted.Options, wanted.Variants, wanted.Handover, wanted.Seed), (copy.Plan.Options, copy.Plan.Variants, copy.Plan.Handover, copy.Plan.Seed));
        Assert.Equal(Approaches.Steps(wanted).Select(step => (step.Id, step.Edit)), Approaches.Steps(copy.Plan).Select(step => (step.Id, step.Edit)));
    }

    [Fact]
    public void Edits_of_the_file_come_first_and_remarks_stay_where_they_were()
    {
        string written = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("title:", "edits:\n  - skip:save-vm # not today\n\n# What it is called.\ntitle:", StringComparison.Ordinal);
        var scenario = ScenarioReader.Read("own.yaml", written, new TextFiles()).Scenario!;
        string text = ScenarioCopy.Of(scenario, [new ChangeArgument("map-low-memory-b", "offset", "0x200000")], "Another offset")!;
        Assert.Contains("edits:\n  - skip:save-vm\n  - set:map-low-memory-b:offset=0x200000\n\n# What it is called.\ntitle: \"Another offset\"\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_yaml_would_read_otherwise_is_quoted()
    {
        var scenario = ScenarioLibrary.Load("pkernfs-rfc").Scenario!;
        ImmutableArray<PlanEdit> edits = [new ChangeArgument("restore-vm", "file", "a: #b:")];
        var copy = ScenarioReader.Read("copy.yaml", ScenarioCopy.Of(scenario, edits, "x")!, new TextFiles());
        Assert.Equal("a: #b:", copy.Scenario is { } read ? Assert.IsType<ChangeArgument>(Assert.Single(read.Plan.Edits)).Value : copy.Findings[0].ToString());
    }

    [Fact]
    public void A_file_on_one_line_is_not_cut_up()
    {
        var scenario = ScenarioLibrary.Load("pkernfs-rfc").Scenario! with { Text = "{ name: a, title: b, edits: [] }" };
        Assert.Null(ScenarioCopy.Of(scenario, [new SkipStep("save-vm")], "x"));
    }

    [Theory]
    [InlineData("F1 after jump", "pkernfs-rfc-f1-after-jump")]
    [InlineData("\u00e4\u00f6\u00fc", "pkernfs-rfc")]
    [InlineData("a name that is longer than what links may have, by a good deal of words", "pkernfs-rfc-a-name-that-is-longer-than-what-links-may-have-by-a")]
    public void Its_name_is_one_for_links(string title, string expected) =>
        Assert.Equal(expected, ScenarioCopy.NameOf(ScenarioLibrary.Load("pkernfs-rfc").Scenario!, title));
}
