using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Timeline;

namespace Pkernfs.Web.Tests.Timeline;

public sealed class StepTouchTests
{
    /// <summary>Kexec HandOver has no region: memory persists because it is handed over.</summary>
    [Fact]
    public void WhatIsHandedOverCountsAsPersistent()
    {
        var run = Run("kho");
        Assert.Null(run.Region);
        foreach (string step in (string[])["start-handover-a", "preserve-guest-ram", "preserve-iommufd", "preserve-device", "save-vm", "freeze-sessions"])
            Assert.Equal((step, true), (step, Touch(run, step).Persistent));
        Assert.Equal(new(false, true, false), Touch(run, "create-guest-ram"));
        Assert.Equal(new(false, true, false), Touch(run, "load-kernel-b"));
        Assert.True(run.TouchedIn(Step(run, "save-vm").Index) is var touched && touched.Any(range => range is { Kind: OwnerClass.VmState, Persistent: true }));
    }

    /// <summary>Where there is a region, it and firmware's tables are all that persists.</summary>
    [Theory]
    [InlineData("pkernfs-rfc")]
    [InlineData("save-restore")]
    [InlineData("container-file")]
    public void ARegionCountsAsPersistentAndAllElseAsEphemeral(string scenario)
    {
        var run = Run(scenario);
        var region = run.Region!.Value;
        Assert.Equal(new(true, false, false), Touch(run, "power-on"));
        foreach (var step in run.Timeline.Moments.Select(moment => moment.Step).Where(step => step.Id != "power-on"))
        {
            var expected = new StepTouch(step.Touched.Any(region.Overlaps), step.Touched.Any(range => !region.Contains(range)), step.TouchedHardware);
            Assert.Equal((step.Id, expected), (step.Id, StepTouch.Of(run, step)));
        }
        Assert.True(Touch(run, "save-vm").Persistent);
        Assert.False(Touch(run, "boot-memory-a").Persistent);
    }

    private static RunInspection Run(string scenario) => new(Runner.Run(ScenarioLibrary.Load(scenario).Scenario!.Plan));

    private static Step Step(RunInspection run, string id) => run.Timeline.TryFind(id, out var moment) ? moment.Step : throw new ArgumentException($"The run has no step {id}.", nameof(id));

    private static StepTouch Touch(RunInspection run, string id) => StepTouch.Of(run, Step(run, id));
}
