using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Links;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Links;

/// <summary>What opens from a link, and the link that it gives.</summary>
public sealed class LinkedMachineTests : IAsyncDisposable
{
    private static readonly string own = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("name: pkernfs-rfc", "name: mine", StringComparison.Ordinal);

    private readonly ExplorerContext context = new();

    private OpenMachine Machine => context.Services.GetRequiredService<OpenMachine>();

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    private SessionStore Store => context.Services.GetRequiredService<SessionStore>();

    private NavigationManager Navigation => context.Services.GetRequiredService<NavigationManager>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task AnOwnScenarioOpensFromTheLinkThatCarriesItAndItsLinkOpensElsewhere()
    {
        await OpenAsync((ExplorerView.Default with { Scenario = "mine", File = new(own), Edits = "skip:save-vm", BranchName = "No state", Step = "jump" }).ToUrl());
        Assert.Equal(("mine", own, "skip:save-vm", "No state", "jump"), (Machine.Session!.ScenarioName, Machine.Session.Scenario.Text, Machine.Branch!.Key, Machine.Branch.Name, Machine.Moment!.Step.Id));
        Assert.Empty(Machine.Missing);
        Assert.Null(Machine.Problem);
        Machine.WriteView();
        Assert.Contains("file=b.", Navigation.Uri, StringComparison.Ordinal);

        // Another server, which never saw it.
        string link = Machine.Linked.ToUrl();
        Assert.DoesNotContain("session=", link, StringComparison.Ordinal);
        await using var elsewhere = new LinkedMachineTests();
        await elsewhere.OpenAsync(link);
        Assert.Equal(("mine", "skip:save-vm", "jump"), (elsewhere.Machine.Session!.ScenarioName, elsewhere.Machine.Branch!.Key, elsewhere.Machine.Moment!.Step.Id));
        Assert.Equal(link, elsewhere.Machine.Linked.ToUrl());
    }

    [Fact]
    public async Task ABuiltInScenarioIsNotCarried()
    {
        await OpenAsync((ExplorerView.Default with { File = new(ScenarioLibrary.Text("kho")!), Step = "power-on" }).ToUrl());
        Assert.Equal("kho", Machine.Session!.ScenarioName);
        Assert.Equal("/?scenario=kho&step=power-on", Machine.Linked.ToUrl());
    }

    [Fact]
    public async Task AScenarioCalledLikeABuiltInOneIsStillItsOwn()
    {
        string text = ScenarioLibrary.Text("kho")!.Replace("vcpus: 4", "vcpus: 2", StringComparison.Ordinal);
        await OpenAsync((ExplorerView.Default with { Scenario = "kho", File = new(text) }).ToUrl());
        Assert.Equal(text, Machine.Session!.Scenario.Text);
        Assert.Equal(text, Machine.Linked.File!.Text);
    }

    [Fact]
    public async Task AScenarioThatCannotRunOpensTheNearestAndSaysAtWhichLine()
    {
        await OpenAsync((ExplorerView.Default with { Scenario = "kho-mine", File = new(own.Replace("memory: 512M", "memory: 513M", StringComparison.Ordinal)) }).ToUrl());
        Assert.Equal("kho", Machine.Session!.ScenarioName);
        string sentence = Assert.Single(Machine.Missing);
        Assert.Matches(@"^The scenario in the link cannot run: line \d+, column \d+: ", sentence);
        Assert.EndsWith("Opened is \"kho\".", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherFilesThanTheLinksOwnAreNotOpened()
    {
        await OpenAsync((ExplorerView.Default with { File = new(own.Replace("board: q35-6g", "board: ../../etc/passwd", StringComparison.Ordinal)) }).ToUrl());
        Assert.Contains("In the browser a board is a built-in one", Assert.Single(Machine.Missing), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select=bytes:0x7f0000000000:16", "Nothing of this machine is at 0x7f0000000000; selected is 0x")]
    [InlineData("select=pfn:0xfffffffffffff", "This machine has no page pfn:0xfffffffffffff; selected is pfn:0x")]
    [InlineData("select=entry:context:0x7f0000000000:0", "Nothing of this machine is at 0x7f0000000000; selected is pfn:0x")]
    [InlineData("select=iova:05:00.0:0x1000", "This board has no function 05:00.0; selected is ")]
    [InlineData("select=device:01:00.7", "This board has no function 01:00.7; selected is 01:00.0, the nearest that there is.")]
    [InlineData("select=register:RTADRR", "The remapping unit has no register \"RTADRR\"; selected is RTADDR, the nearest that there is.")]
    [InlineData("select=register:nothing-like-it", "The remapping unit has no register \"nothing-like-it\"; nothing is selected.")]
    [InlineData("select=step:zap-host-context", "This run has no step \"zap-host-context\"; selected is ")]
    [InlineData("select=step:qqq", "This run has no step \"qqq\"; nothing is selected.")]
    [InlineData("select=invariant:same-translations", "There is no invariant \"same-translations\"; selected is ")]
    [InlineData("select=invariant:qqq", "There is no invariant \"qqq\"; nothing is selected.")]
    [InlineData("map=0x7f0000000000:0x200000:page", "Nothing of this machine is at 0x7f0000000000, where the link's map begins; shown is 0x")]
    public async Task WhatIsNotThereGivesWayToTheNearestAndIsTold(string query, string sentence)
    {
        await OpenAsync("/?step=jump&" + query);
        Assert.StartsWith(sentence, Assert.Single(Machine.Missing), StringComparison.Ordinal);
        // The nearest is there: a link to it says nothing any more.
        await using var again = new LinkedMachineTests();
        await again.OpenAsync(Machine.Linked.ToUrl());
        Assert.Empty(again.Machine.Missing);
        Assert.Equal("jump", again.Machine.Moment!.Step.Id);
    }

    [Theory]
    [InlineData("select=bytes:0xfed90000:8")]
    [InlineData("select=device:00:03.0")]
    [InlineData("select=register:rtaddr")]
    [InlineData("map=0x0:0x1000000000:space")]
    public async Task WhatIsThereStaysAsItIs(string query)
    {
        await OpenAsync("/?step=jump&" + query);
        Assert.Empty(Machine.Missing);
        Assert.Equal(ExplorerView.Parse("/?step=jump&" + query).View with { }, Machine.Linked);
    }

    [Fact]
    public async Task AScenarioTooLongForAnAddressIsLinkedByAFileThatOpensTheSameMoment()
    {
        string text = Long();
        var file = new CarriedScenario(text);
        Assert.False(LinkLimits.Fits(file.Code));
        var view = ExplorerView.Default with { Scenario = "mine", File = file, Edits = "skip:save-vm", Step = "resume-vcpus", Selection = new Selection.Function(new PciAddress(1, 0, 0)) };
        var (address, problem) = await context.Services.GetRequiredService<LinkFileOpening>().OpenAsync(view.ToUrl(), Xunit.TestContext.Current.CancellationToken);
        Assert.Null(problem);
        Assert.True(LinkLimits.Fits(address!));
        await OpenAsync(address!);
        Assert.Equal((text, "skip:save-vm", "resume-vcpus"), (Machine.Session!.Scenario.Text, Machine.Branch!.Key, Machine.Moment!.Step.Id));
        Machine.WriteView();
        Assert.DoesNotContain("file=", Navigation.Uri, StringComparison.Ordinal);

        // The address bar has not all of it, the link has.
        Assert.True(Machine.NeedsFile);
        Assert.Equal(view.ToUrl(), Machine.Linked.ToUrl());
        Assert.Equal((view with { Step = "jump" }).ToUrl(), Machine.LinkWith("step=jump"));
    }

    [Fact]
    public async Task AComparisonTooLongForAnAddressOpensFromItsFile()
    {
        var file = new CarriedScenario(Long());
        var view = CompareView.Default with { Left = new("mine", "", "jump", file), Right = new("pkernfs-rfc") };
        var (address, _) = await context.Services.GetRequiredService<LinkFileOpening>().OpenAsync(view.ToUrl(), Xunit.TestContext.Current.CancellationToken);
        var opened = CompareView.Parse(address!).View;
        Assert.Equal(file.Text, Store.Find(opened.Left.Machine)!.Scenario.Text);
        Assert.Equal("jump", opened.Left.Step);
    }

    [Theory]
    [InlineData("", "It holds no link")]
    [InlineData("http://example.org/", "It holds no link")]
    [InlineData("/metrics", "It holds no link")]
    public async Task AFileWithoutALinkIsRefused(string link, string sentence)
    {
        var (address, problem) = await context.Services.GetRequiredService<LinkFileOpening>().OpenAsync(link, Xunit.TestContext.Current.CancellationToken);
        Assert.Null(address);
        Assert.StartsWith(sentence, problem, StringComparison.Ordinal);
    }

    /// <summary>A scenario with a remark that nothing makes short.</summary>
    private static string Long()
    {
        var random = new Random(1);
        var text = new StringBuilder(own);
        for (int i = 0; i < 400; i++) text.Append("# ").Append(random.NextInt64().ToString("x16")).Append(random.NextInt64().ToString("x16")).Append(random.NextInt64().ToString("x16")).Append('\n');
        return text.ToString();
    }

    private async Task OpenAsync(string link)
    {
        var circuit = context.Renderer.Dispatcher;
        await circuit.InvokeAsync(() =>
        {
            Navigation.NavigateTo(link);
            View.Open(Navigation.Uri);
            Machine.FollowView();
        });
        for (int i = 0; i < 1200 && await circuit.InvokeAsync(() => Machine.Loading is not null); i++) await Task.Delay(25, Xunit.TestContext.Current.CancellationToken);
        Assert.NotNull(Machine.Session);
    }
}
