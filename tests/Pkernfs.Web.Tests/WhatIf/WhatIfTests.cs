using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Pkernfs.Web.Components.Timeline;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.WhatIf;

public sealed class WhatIfTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly OpenMachine machine;
    private readonly BranchWork work;

    public WhatIfTests()
    {
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", true));
        context.Services.GetRequiredService<CurrentView>().Open("http://localhost/?step=save-vm");
        machine = context.Services.GetRequiredService<OpenMachine>();
        machine.FollowView();
        work = context.Services.GetRequiredService<BranchWork>();
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void TheMenuOfAStepSkipsItAndTheBranchIsListedWithItsGhost()
    {
        var pane = context.Render<StepsPane>();
        Assert.Empty(pane.FindAll(".branches"));
        Ask(pane, "save-vm");
        Item(pane, "Skip this step").Click();
        pane.WaitForAssertion(() => Assert.Equal("skip:save-vm", machine.Branch!.Key));
        pane.WaitForAssertion(() => Assert.Equal("true", pane.Find(".branches button[title*='skip:save-vm']").GetAttribute("aria-current")));
        Assert.Empty(pane.FindAll("[role=menu]"));
        Assert.Empty(pane.FindAll("[data-step=save-vm]"));
        Assert.Contains("Save the VM's state", pane.Find(".ghost").TextContent, StringComparison.Ordinal);
        Assert.Equal("pause-vcpus", pane.Find("[aria-current=step]").GetAttribute("data-step"));
        Assert.Contains("steps failed", work.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void AGhostIsPutBack()
    {
        var pane = context.Render<StepsPane>();
        Ask(pane, "save-vm");
        Item(pane, "Skip this step").Click();
        pane.WaitForElement(".ghost button").Click();
        pane.WaitForAssertion(() => Assert.True(machine.Branch!.IsBase));
        Assert.Equal(2, machine.Session!.Branches.All.Length);
    }

    [Fact]
    public async Task TheKeyboardsContextKeyOpensTheMenuAndItCanBeLeft()
    {
        var pane = context.Render<StepsPane>();
        pane.Find("[data-step=jump]").ParentElement!.ContextMenu();
        Assert.Contains("at step", pane.Find("[role=menu]").GetAttribute("aria-label"), StringComparison.Ordinal);
        await pane.InvokeAsync(pane.FindComponent<Web.Components.WhatIf.StepMenu>().Instance.Leave);
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[role=menu]")));
    }

    [Fact]
    public void AStepThatIsGivenNothingCannotBeChanged()
    {
        var pane = context.Render<StepsPane>();
        Ask(pane, "save-vm");
        Assert.Equal("true", Item(pane, "Change").GetAttribute("aria-disabled"));
        Ask(pane, "map-memory-b");
        Assert.Null(Item(pane, "Change").GetAttribute("aria-disabled"));
        Assert.Contains("iova, size, offset", Item(pane, "Change").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnArgumentsFormSaysWhatIsWrongAtItsFieldAndRunsWithWhatIsRight()
    {
        var (pane, dialogs) = (context.Render<StepsPane>(), context.Render<MudDialogProvider>());
        Ask(pane, "map-memory-b");
        Item(pane, "Change").Click();
        var field = dialogs.WaitForElement("#argument-iova");
        Assert.Equal("0x100000", field.GetAttribute("value"));
        await field.InputAsync("here");
        Assert.Equal("true", dialogs.Find("#argument-iova").GetAttribute("aria-invalid"));
        Assert.Contains("'here' is no address", dialogs.Find("#about-iova").TextContent, StringComparison.Ordinal);
        await dialogs.Find("form").SubmitAsync();
        Assert.True(machine.Branch!.IsBase);
        await dialogs.Find("#argument-iova").InputAsync("0x100000");
        await dialogs.Find("form").SubmitAsync();
        Assert.Contains("Nothing is changed", dialogs.Find("form").TextContent, StringComparison.Ordinal);
        await dialogs.Find("#argument-iova").InputAsync("0x200000");
        await dialogs.Find("form").SubmitAsync();
        pane.WaitForAssertion(() => Assert.Equal("set:map-memory-b:iova=0x200000", machine.Branch!.Key));
        Assert.Equal("map-memory-b", machine.Moment!.Step.Id);
        pane.WaitForAssertion(() => Assert.Contains("iova 0x100000 → 0x200000", pane.Find(".changed").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFaultIsChosenByItsWordsAndItsStepIsShown()
    {
        var (pane, dialogs) = (context.Render<StepsPane>(), context.Render<MudDialogProvider>());
        Ask(pane, "run-guest");
        Item(pane, "strikes after it").Click();
        var typed = dialogs.WaitForElement("input.typed");
        Assert.Contains("Expect:", dialogs.Find("#found").TextContent, StringComparison.Ordinal);
        await typed.InputAsync("F1 unlinked guest");
        var found = Assert.Single(dialogs.FindAll("#found [role=option]"));
        await found.ClickAsync();
        pane.WaitForAssertion(() => Assert.Equal("fault:unlink-guest-ram@run-guest", machine.Branch!.Key));
        pane.WaitForAssertion(() => Assert.Equal("fault-unlink-guest-ram", machine.Moment!.Step.Id));
        pane.WaitForAssertion(() => Assert.Contains("F1", pane.Find("[data-step=fault-unlink-guest-ram] .is-fault").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStepIsMovedBeforeAnotherOne()
    {
        var (pane, dialogs) = (context.Render<StepsPane>(), context.Render<MudDialogProvider>());
        Ask(pane, "open-device-b");
        Item(pane, "earlier or later").Click();
        await dialogs.WaitForElement("input.typed").InputAsync("start-vmm-b");
        await Assert.Single(dialogs.FindAll("#found [role=option]")).ClickAsync();
        pane.WaitForAssertion(() => Assert.Equal("move:open-device-b@start-vmm-b", machine.Branch!.Key));
    }

    [Fact]
    public async Task ABranchIsRenamedAndRemoved()
    {
        var pane = context.Render<StepsPane>();
        await pane.InvokeAsync(() => work.AddAsync(null, new Core.LiveUpdate.SkipStep("save-vm")));
        await Action(pane, "Rename").ClickAsync();
        pane.Find("input.name").Change("No state saved");
        pane.WaitForAssertion(() => Assert.Contains("No state saved", pane.Find(".branches").TextContent, StringComparison.Ordinal));
        Assert.Equal("edits=skip:save-vm&branch=No%20state%20saved", Action(pane, "Copy link").GetAttribute("data-copy-with"));
        Assert.Contains("edits=skip:save-vm&branch=No%20state%20saved&", context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal("/compare?left=pkernfs-rfc&right=pkernfs-rfc&right-edits=skip:save-vm", pane.Find(".actions a").GetAttribute("href"));
        await Action(pane, "Remove").ClickAsync();
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll(".branches")));
        Assert.True(machine.Branch!.IsBase);
        Assert.Contains("\"No state saved\" was removed", work.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeDoneIsSaidInTheList()
    {
        var pane = context.Render<StepsPane>();
        await pane.InvokeAsync(() => work.AddAsync(null, new Core.LiveUpdate.SkipStep("save-vn")));
        pane.WaitForAssertion(() => Assert.Contains("Did you mean 'save-vm'?", pane.Find(".branches .problem").TextContent, StringComparison.Ordinal));
        Assert.True(machine.Branch!.IsBase);
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.RemoveBranch));
        Assert.Contains("stays", work.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandsActOnTheCurrentStepAndGoThroughTheBranches()
    {
        var pane = context.Render<StepsPane>();
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.SkipStep));
        pane.WaitForAssertion(() => Assert.Equal("skip:save-vm", machine.Branch!.Key));
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextBranch));
        Assert.True(machine.Branch!.IsBase);
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextBranch));
        Assert.False(machine.Branch!.IsBase);
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.ShowScenarioRun));
        Assert.True(machine.Branch!.IsBase);
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.WhatIf));
        pane.WaitForElement("[role=menu]");
    }

    [Fact]
    public async Task AnotherValueForAnArgumentTakesTheFormersPlace()
    {
        await context.Render<StepsPane>().InvokeAsync(async () =>
        {
            await work.AddAsync(null, new Core.LiveUpdate.ChangeArgument("map-memory-b", "iova", "0x200000"));
            await work.AddAsync(null, new Core.LiveUpdate.ChangeArgument("map-memory-b", "iova", "0x300000"));
        });
        Assert.Equal("set:map-memory-b:iova=0x300000", machine.Branch!.Key);
        Assert.Equal(3, machine.Session!.Branches.All.Length);
    }

    private static void Ask(IRenderedComponent<StepsPane> pane, string step) => pane.Find($"[data-step='{step}'] ~ .more").Click();

    private static AngleSharp.Dom.IElement Item(IRenderedComponent<StepsPane> pane, string words) =>
        pane.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains(words, StringComparison.Ordinal));

    private static AngleSharp.Dom.IElement Action(IRenderedComponent<StepsPane> pane, string words) =>
        pane.FindAll(".actions button").Single(button => button.TextContent == words);
}
