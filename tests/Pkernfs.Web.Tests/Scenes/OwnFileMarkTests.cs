using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Scenes;

/// <summary>Files of our own on the map, and an approach's options in the top bar.</summary>
public sealed class OwnFileMarkTests
{
    [Fact]
    public void AContainersFileHasItsLetters()
    {
        var scene = Scene(Plan("container-file"));
        Assert.Equal("SIRMCM", string.Concat(scene.BlockMarks.OrderBy(mark => mark.Range.Start).Select(mark => mark.Letters)));
        Assert.Equal(["BM", "RT", "CT", "CT", "BM", "L4", "HR", "L3", "L2", "L1"], scene.PageMarks.OrderBy(mark => mark.Range.Start).Select(mark => mark.Letters));
        Assert.Contains(scene.Labels, label => label.Text.StartsWith("container /iommu/container-0, block ", StringComparison.Ordinal));
    }

    [Fact]
    public void SessionsHaveTheirLetter()
    {
        var scene = Scene(Plan("pkernfs-rfc") with { Variants = Variants.Default with { Discovery = Discovery.LuoSession } });
        Assert.Equal("SIRMDLM", string.Concat(scene.BlockMarks.OrderBy(mark => mark.Range.Start).Select(mark => mark.Letters)));
    }

    [Theory]
    [InlineData("pkernfs-rfc", "", "The approach that this scenario follows: pkernfs, user space re-drives.")]
    [InlineData("pkernfs-procfs", "procfs-listing", "The approach that this scenario follows: pkernfs, user space re-drives. Its options: discovery: procfs-listing.")]
    [InlineData("pkernfs-dynamic", "dynamic", "The approach that this scenario follows: pkernfs, user space re-drives. Its options: memory: dynamic.")]
    public void OptionsAreToldBesideTheApproach(string scenario, string variants, string sentence)
    {
        Assert.Equal(variants, ApproachWords.Variants(Plan(scenario)));
        Assert.Equal(sentence, ApproachWords.Sentence(Plan(scenario)));
    }

    private static LiveUpdatePlan Plan(string scenario) => ScenarioLibrary.Load(scenario).Scenario!.Plan;

    private static MemoryScene Scene(LiveUpdatePlan plan)
    {
        var run = new RunInspection(Runner.Run(plan));
        return MemoryScene.Of(run, run.Timeline.TryFind("load-kernel-b", out var moment) ? moment.Step.Index : 0, ExplorerView.DefaultLayers);
    }
}
