using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Tests.State;

public sealed partial class OpenMachineTests
{
    private const string Skip = "skip:save-vm";

    [Fact]
    public void ALinkWithEditsOpensTheirBranchAndItsAddressKeepsThem()
    {
        var viewer = View($"/?edits={Skip}&step=resume-vcpus");
        Assert.Equal(Skip, viewer.Machine.Branch!.Key);
        Assert.Equal("resume-vcpus", viewer.Step);
        Assert.NotEmpty(viewer.Machine.Moment!.Step.Problems);
        Assert.Null(viewer.Machine.Problem);
        Assert.Contains($"&edits={Skip}&step=resume-vcpus", viewer.Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skip:save-vn", "no step 'save-vn' in this run. Did you mean 'save-vm'?")]
    [InlineData("fault:nothing@jump", "no fault 'nothing'")]
    [InlineData("set:save-vm:iova=1", "no arguments to change")]
    public void EditsThatCannotBeMadeOpenTheScenarioWithoutThemAndSayWhy(string edits, string why)
    {
        var viewer = View($"/?edits={edits}");
        Assert.True(viewer.Machine.Branch!.IsBase);
        string missing = Assert.Single(viewer.Machine.Missing);
        Assert.Contains("without them", missing, StringComparison.Ordinal);
        Assert.Contains(why, missing, StringComparison.Ordinal);
        viewer.Machine.WriteView();
        Assert.DoesNotContain("edits=", viewer.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void EditsThatCannotBeReadOpenTheScenarioWithoutThemAndSayWhy()
    {
        var viewer = View("/?edits=leap:save-vm");
        Assert.True(viewer.Machine.Branch!.IsBase);
        Assert.Contains("'leap:save-vm' is no edit: write skip:STEP", Assert.Single(viewer.View.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoFollowsIsTakenAlongToABranchAtTheSameStep()
    {
        var second = View($"/?session={Session.Id}&follow=yes");
        first.Machine.Jump(first.Machine.Timeline!.Moments.Single(moment => moment.Step.Id == "jump").Step.Index);
        var branch = await BranchAsync(Skip);
        first.Machine.ShowBranch(branch);
        Assert.Same(branch, second.Machine.Branch);
        Assert.Equal(("jump", "jump"), (first.Step, second.Step));
        second.Machine.Step(1);
        Assert.Equal(second.Step, first.Step);
        second.Machine.ShowBranch(Session.Branches.Base);
        Assert.True(first.Machine.Branch!.IsBase);
        Assert.Equal(second.Step, first.Step);
    }

    [Fact]
    public async Task WhoDoesNotFollowStaysInAnotherBranchAndASkippedStepGivesTheOneBeforeIt()
    {
        var second = View($"/?session={Session.Id}&step=save-vm");
        var branch = await BranchAsync(Skip);
        second.Machine.ShowBranch(branch);
        Assert.True(first.Machine.Branch!.IsBase);
        Assert.Equal("pause-vcpus", second.Step);
        Assert.Contains($"&edits={Skip}&step=pause-vcpus", second.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoJoinsASessionSeesTheBranchThatItShowsAndNotTheLinks()
    {
        first.Machine.ShowBranch(await BranchAsync(Skip));
        Assert.Equal(Skip, View($"/?session={Session.Id}&follow=yes").Machine.Branch!.Key);
        Assert.True(View($"/?session={Session.Id}").Machine.Branch!.IsBase);
    }

    [Fact]
    public async Task BackLeavesTheBranch()
    {
        string before = first.Navigation.Uri;
        first.Machine.ShowBranch(await BranchAsync(Skip));
        string after = first.Navigation.Uri;
        first.Navigation.NavigateTo(before);
        Assert.True(first.Machine.Branch!.IsBase);
        first.Navigation.NavigateTo(after);
        Assert.Equal(Skip, first.Machine.Branch!.Key);
    }

    [Fact]
    public async Task ABranchThatIsRemovedIsLeftForTheOneItContinuedAndItsLinkMakesItAgain()
    {
        var branch = await BranchAsync(Skip);
        var further = await BranchAsync($"{Skip};skip:pci-shutdown");
        var second = View($"/?session={Session.Id}&edits={further.Key}&step=jump");
        Assert.Same(further, second.Machine.Branch);
        first.Machine.ShowBranch(further);
        Session.Branches.Remove(further);
        Assert.Same(branch, first.Machine.Branch);
        Assert.Same(branch, second.Machine.Branch);
        Assert.Equal("jump", second.Step);
        Assert.Contains("was removed", second.Machine.Problem, StringComparison.Ordinal);
        Assert.Equal(further.Key, View($"/?session={Session.Id}&edits={further.Key}").Machine.Branch!.Key);
    }

    [Fact]
    public void APreviewShowsALinksBranchAndLeavesNoSession()
    {
        var viewer = View($"/?edits={Skip}&step=jump", preview: true);
        Assert.Equal(Skip, viewer.Machine.Branch!.Key);
        Assert.Equal("jump", viewer.Step);
        Assert.Equal(1, store.Count);
        Assert.Contains("save-vn", Assert.Single(View("/?edits=skip:save-vn", preview: true).Machine.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherScenarioHasNoneOfTheBranches()
    {
        first.Machine.ShowBranch(await BranchAsync(Skip));
        first.Machine.OpenScenario("pkernfs-rfc-as-posted");
        Assert.True(first.Machine.Branch!.IsBase);
        Assert.DoesNotContain("edits=", first.Navigation.Uri, StringComparison.Ordinal);
    }

    private async Task<Web.Sessions.SessionBranch> BranchAsync(string edits)
    {
        Assert.True(PlanEdits.TryParse(edits, out var read, out _));
        var result = await store.BranchAsync(Session, read);
        Assert.Null(result.Problem);
        return result.Branch!;
    }

    [Fact]
    public void ALinksNameForABranchThatItCannotHaveIsToldAndTheBranchIsShown()
    {
        var viewer = View($"/?edits={Skip}&branch={new string('x', SessionBranch.LongestName + 1)}");
        Assert.Equal(Skip, viewer.Machine.Branch!.Key);
        Assert.Null(viewer.Machine.Branch.GivenName);
        Assert.StartsWith("The link's name for the branch was left out. A name has 1 to", viewer.Machine.Problem, StringComparison.Ordinal);
    }
}
