using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Presenting;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class PresentingComponentTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly OpenMachine machine;

    public PresentingComponentTests()
    {
        context.SetRendererInfo(new("Server", isInteractive: true));
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.GetRequiredService<CurrentView>().Open("/?step=save-vm");
        machine = context.Services.GetRequiredService<OpenMachine>();
        machine.FollowView();
    }

    private SessionNotes Notes => machine.Session!.Notes;

    private OpenWalkthrough Walkthrough => context.Services.GetRequiredService<OpenWalkthrough>();

    private OpenPresentation Presentation => context.Services.GetRequiredService<OpenPresentation>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void WhileNobodyPresentsThereIsNoBar()
    {
        var bars = context.Render<PresentBars>();
        Assert.Empty(bars.FindAll(".lead-bar, .note-strip, .presenter-pointer"));
        Assert.True(context.Commands.IsAvailable(ExplorerCommand.Present));
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.LeaveOrRejoin));
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.NextNote));
    }

    [Fact]
    public async Task ThePresenterSeesWhoFollowsAndStops()
    {
        var bars = context.Render<PresentBars>();
        await bars.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.Present));
        bars.WaitForAssertion(() => Assert.Equal("You present: nobody follows yet", bars.Find(".lead-bar p").TextContent.Trim()));
        machine.Session!.Presentation.Follow(new(), true);
        bars.WaitForAssertion(() => Assert.Equal("You present: one follows", bars.Find(".lead-bar p").TextContent.Trim()));
        bars.Find(".lead-bar input").Change("Anna");
        Assert.Equal("Anna", machine.Session.Presentation.Presenter!.Name);
        bars.Find(".lead-bar .bar-button").Click();
        bars.WaitForAssertion(() => Assert.Empty(bars.FindAll(".lead-bar")));
        Assert.Null(machine.Session.Presentation.Presenter);
    }

    [Fact]
    public void AFollowerLeavesAndRejoinsAndIsToldWhenThePresenterIsGone()
    {
        var anna = new Participant { Name = "Anna" };
        var bars = context.Render<PresentBars>();
        var presentation = machine.Session!.Presentation;
        presentation.Begin(anna, PresentedView.Of(ExplorerView.Default, null));
        string step = $"step {machine.Index + 1} of {machine.Timeline!.Moments.Length}";
        bars.WaitForAssertion(() => Assert.Equal($"Following Anna: {step}", bars.Find(".lead-bar p").TextContent.Trim()));
        Assert.Equal($"Following Anna: {step}", bars.Find("[role=status]").TextContent);
        Assert.Equal("false", bars.Find(".presenter-pointer").GetAttribute("data-shown"));
        Assert.Equal("Anna", bars.Find(".presenter-pointer span").TextContent);
        bars.Find(".bar-button").Click();
        bars.WaitForAssertion(() => Assert.Equal($"Anna is at {step}; you look at a moment of your own", bars.Find(".lead-bar p").TextContent.Trim()));
        Assert.Equal("Rejoin", bars.Find(".bar-button").TextContent.Trim());
        bars.Find(".bar-button").Click();
        bars.WaitForAssertion(() => Assert.Equal("Leave", bars.Find(".bar-button").TextContent.Trim()));
        presentation.End(anna);
        bars.WaitForAssertion(() => Assert.StartsWith("Anna presents no more. You stay at step", bars.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Empty(bars.FindAll(".bar-button, .presenter-pointer"));
        bars.Find("[aria-label=Dismiss]").Click();
        bars.WaitForAssertion(() => Assert.Empty(bars.FindAll(".lead-bar")));
    }

    [Fact]
    public async Task AShownNoteHasItsTextItsPlaceAndTheWayOn()
    {
        var bars = context.Render<PresentBars>();
        Notes.Add(new("power-on", "RAM holds nothing."));
        Notes.Add(new("jump", "No kernel runs.") { Selection = new Selection.Register("RTADDR") });
        bars.WaitForState(() => context.Commands.IsAvailable(ExplorerCommand.NextNote));
        await bars.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextNote));
        await bars.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextNote));
        bars.WaitForAssertion(() => Assert.Equal("No kernel runs.", bars.Find(".note-strip p").TextContent));
        Assert.Equal("Note 2 of 2", bars.Find(".note-strip").GetAttribute("aria-label"));
        Assert.Equal("Step 41, Jump, no kernel · register RTADDR", bars.Find(".note-strip small").TextContent);
        Assert.Equal("Note 2 of 2. No kernel runs.", bars.FindAll("[role=status]")[^1].TextContent);
        bars.Find("[aria-label='Previous note']").Click();
        bars.WaitForAssertion(() => Assert.Equal("1", bars.Find(".note-strip").GetAttribute("data-note")));
        bars.Find("[aria-label='Close the note']").Click();
        bars.WaitForAssertion(() => Assert.Empty(bars.FindAll(".note-strip")));
    }

    [Fact]
    public async Task ANoteIsAddedWrittenMovedAndRemovedByKey()
    {
        Notes.Add(new("power-on", "First"));
        context.Render<PresentBars>();
        var pane = context.Render<NotesPane>();
        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.AddNote));
        var area = pane.WaitForElement("textarea");
        area.Input("Second\nand more");
        area.KeyDown(new KeyboardEventArgs { Key = "Enter", CtrlKey = true });
        pane.WaitForAssertion(() => Assert.Equal(["First", "Second"], Headlines(pane)));
        Assert.Equal("Second\nand more", Notes.All[1].Note.Text);
        pane.FindAll("li")[1].KeyDown(new KeyboardEventArgs { Key = "ArrowUp", AltKey = true });
        pane.WaitForAssertion(() => Assert.Equal(["Second", "First"], Headlines(pane)));
        Assert.Equal("The note is now 1 of 2.", pane.Find("[role=status]").TextContent);
        pane.FindAll("li")[0].KeyDown(new KeyboardEventArgs { Key = "F2" });
        area = pane.WaitForElement("textarea");
        area.Input("Thrown away");
        area.KeyDown(new KeyboardEventArgs { Key = "Escape" });
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("textarea")));
        Assert.Equal("Second\nand more", Notes.All[0].Note.Text);
        pane.FindAll("li")[0].KeyDown(new KeyboardEventArgs { Key = "Delete" });
        pane.WaitForAssertion(() => Assert.Equal(["First"], Headlines(pane)));
        pane.Find(".undo button").Click();
        pane.WaitForAssertion(() => Assert.Equal(["Second", "First"], Headlines(pane)));
    }

    [Fact]
    public void ADraggedNoteLiesWhereItWasDropped()
    {
        foreach (string step in new[] { "power-on", "save-vm", "jump" }) Notes.Add(new(step, step));
        var pane = context.Render<NotesPane>();
        pane.InvokeAsync(() => pane.Instance.Dropped(Notes.All[0].Id, 2));
        pane.WaitForAssertion(() => Assert.Equal(["save-vm", "jump", "power-on"], Headlines(pane)));
    }

    [Fact]
    public void AChosenNoteIsShownAndCanBePinnedElsewhere()
    {
        Notes.Add(new("jump", "There"));
        var pane = context.Render<NotesPane>();
        pane.Find(".go").Click();
        pane.WaitForAssertion(() => Assert.Equal("true", pane.Find(".go").GetAttribute("aria-current")));
        Assert.Equal("jump", machine.Moment!.Step.Id);
        pane.InvokeAsync(() => machine.Jump(0));
        pane.FindAll(".actions button").First(button => button.TextContent == "Pin here").Click();
        Assert.Equal("power-on", Notes.All[0].Note.Step);
    }

    [Fact]
    public void AFilesNotesAreOpenedAndWhatIsWrongIsToldByLine()
    {
        var pane = context.Render<NotesPane>();
        Open(pane, "walkthrough: 1\nscenario: pkernfs-rfc\nnotes:\n  - step: jump\n    text: There\n  - step: jumb\n");
        pane.WaitForAssertion(() => Assert.Equal(["There", "No text yet"], Headlines(pane)));
        Assert.Contains("Line 6: This run has no step 'jumb'. Did you mean 'jump'?", pane.Find(".findings").TextContent, StringComparison.Ordinal);
        Open(pane, "walkthrough: 1\nscenario: pkernfs-rfc\nnotes:\n  - text: There\n");
        pane.WaitForAssertion(() => Assert.Contains("Line 4: The key 'step' is missing in note 1.", pane.Find(".findings").TextContent, StringComparison.Ordinal));
        Assert.Contains("w.yaml was not opened", pane.Find(".findings").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, Notes.All.Length);
        pane.Find(".findings button").Click();
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll(".findings")));
    }

    private static void Open(IRenderedComponent<NotesPane> pane, string text) =>
        pane.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, "w.yaml"));

    private static string[] Headlines(IRenderedComponent<NotesPane> pane) => [.. pane.FindAll(".headline").Select(line => line.TextContent)];
}
