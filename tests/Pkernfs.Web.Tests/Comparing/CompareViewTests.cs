using CsCheck;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tests.State;

namespace Pkernfs.Web.Tests.Comparing;

public sealed class CompareViewTests
{
    private static readonly Gen<CompareSide> side = Views.Any.Select(view => new CompareSide(view.Session ?? view.Scenario, view.Edits ?? "", view.Step, view.File));

    private static readonly Gen<CompareView> any =
        from left in side
        from right in side
        from cameras in Gen.Select(Views.Any, Views.Any)
        from steps in Gen.Bool
        from locks in Gen.Bool
        select new CompareView
        {
            Left = left,
            Right = right,
            LocksSteps = steps,
            LocksCameras = locks,
            LeftCamera = cameras.Item1.Camera,
            RightCamera = locks ? null : cameras.Item2.Camera,
            Theme = cameras.Item1.Theme,
            Difference = cameras.Item2.Step,
            Tour = cameras.Item1.Tour,
        };

    [Fact]
    public void EveryComparisonComesBackFromItsLink() => any.Sample(view =>
    {
        var (read, messages) = CompareView.Parse("http://127.0.0.1:5080" + view.ToUrl());
        Assert.Equal(view, read);
        Assert.Empty(messages);
    });

    /// <summary>The explorer's edits come after those of the scenario's file; those of a side are all of them.</summary>
    [Theory]
    [InlineData("pkernfs-rfc", "", "", "/?step=jump")]
    [InlineData("kho", "", "skip:save-vm", "/?scenario=kho&edits=skip:save-vm&step=jump")]
    [InlineData("pkernfs-rfc", "skip:save-vm", "skip:save-vm", "/?step=jump")]
    [InlineData("pkernfs-rfc", "skip:save-vm", "skip:save-vm;skip:pause-vcpus", "/?edits=skip:pause-vcpus&step=jump")]
    [InlineData("pkernfs-rfc", "skip:save-vm", "skip:save-vms", "/?edits=skip:save-vms&step=jump")]
    [InlineData("5f3a", "", "skip:save-vm", "/?scenario=pkernfs-rfc-as-posted&session=5f3a&edits=skip:save-vm&step=jump")]
    public void ASideOpensInTheExplorer(string machine, string own, string edits, string link)
    {
        var scenario = ScenarioLibrary.Load(machine == "5f3a" ? "pkernfs-rfc-as-posted" : machine).Scenario!;
        if (own.Length > 0) scenario = scenario with { Plan = scenario.Plan with { Edits = PlanEdits.TryParse(own, out var read, out _) ? read : [] } };
        Assert.Equal(link, new CompareSide(machine, edits, "jump").ToExplorer(scenario).ToUrl());
    }

    [Fact]
    public void NoLinkMakesReadingFail() => Gen.String[0, 200].Sample(text => Assert.NotNull(CompareView.Parse("/compare?" + text + "&left-edits=" + text + "&map=" + text + "&lock=" + text).View.Left.Machine));

    // Links that were given out. They open for good: add to this list, never change it.
    [Theory]
    [InlineData("/compare?left=pkernfs-rfc&right=save-restore", "pkernfs-rfc", "", null, "save-restore", true, true)]
    [InlineData("/compare?left=pkernfs-rfc&left-edits=skip:save-vm&left-step=jump&right=pkernfs-rfc&right-step=jump&lock=steps", "pkernfs-rfc", "skip:save-vm", "jump", "pkernfs-rfc", true, false)]
    [InlineData("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&lock=none&map=0x100000000:0x40000000:block", "pkernfs-rfc", "", "jump", "pkernfs-rfc-as-posted", false, false)]
    [InlineData("/compare?left=save-restore&right=pkernfs-rfc&lock=camera", "save-restore", "", null, "pkernfs-rfc", false, true)]
    public void ALinkOpensForGood(string link, string left, string edits, string? step, string right, bool locksSteps, bool locksCameras)
    {
        var (view, messages) = CompareView.Parse(link);
        Assert.Equal((new CompareSide(left, edits, step), right, locksSteps, locksCameras), (view.Left, view.Right.Machine, view.LocksSteps, view.LocksCameras));
        Assert.Empty(messages);
    }

    [Theory]
    [InlineData("pkernfs-rfc", "save-restore")]
    [InlineData("save-restore", "pkernfs-rfc-as-posted")]
    public void ALinkWithOneSideIsHeldAgainstAnotherApproach(string left, string right) =>
        Assert.Equal(right, CompareView.Parse($"/compare?left={left}").View.Right.Machine);

    [Theory]
    [InlineData("lock=sideways", "It wants steps, camera, both with a comma between, or none.")]
    [InlineData("left-edits=nonsense", "'nonsense' is no edit")]
    [InlineData("map=here", "It wants a start, a length and a level")]
    [InlineData("up=down", "is not known here")]
    public void WhatCannotBeReadIsLeftOutWithASentence(string part, string sentence)
    {
        var (view, messages) = CompareView.Parse("/compare?" + part);
        Assert.Equal(CompareView.Default, view);
        Assert.Contains(sentence, Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public void FreeCamerasAreEachTheirOwn()
    {
        var camera = new Camera(new(0x1000), new(0x2000), MapLevel.Page);
        var free = CompareView.Default with { LocksCameras = false };
        Assert.Null(free.With(SideName.A, camera).CameraOf(SideName.B));
        Assert.Equal(camera, CompareView.Default.With(SideName.B, camera).CameraOf(SideName.A));
    }
}
