using Pkernfs.Web.Presenting;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Sessions;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class OpenPresentationTests : IAsyncDisposable
{
    private static readonly Camera camera = new(new(0x100000000), new(0x40000000), MapLevel.Block);
    private static readonly Selection selection = new Selection.Register("RTADDR");

    private readonly ManualTime time = new();
    private readonly SessionStore store;
    private readonly Attendee anna, ben;
    private readonly List<Attendee> all = [];

    public OpenPresentationTests()
    {
        store = new(SessionLimits.Default, time);
        anna = Join("/?step=save-vm");
        ben = Join($"/?session={anna.Machine.Session!.Id}&follow=yes");
        anna.Presentation.Rename("Anna");
    }

    private SessionPresentation Presented => Presentation(anna);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in all) await one.DisposeAsync();
    }

    [Fact]
    public void WhatThePresenterShowsIsShownToThoseWhoFollow()
    {
        Assert.True(anna.Presentation.Begin());
        anna.Machine.Step(1);
        anna.View.Show(anna.View.Value with { Camera = camera, Selection = selection, Layers = MapLayers.Tables, Against = "power-on" });
        Assert.Equal(anna.Step, ben.Step);
        Assert.Equal((camera, selection, MapLayers.Tables, "power-on"), (ben.View.Value.Camera, ben.View.Value.Selection, ben.View.Value.Layers, ben.View.Value.Against));
        Assert.Equal((PresentationRole.Presenting, PresentationRole.Following), (anna.Presentation.Role, ben.Presentation.Role));
        Assert.Equal(1, Presented.Followers);
    }

    [Fact]
    public void WhoComesLaterSeesItFromTheStart()
    {
        anna.View.Show(anna.View.Value with { Camera = camera, Selection = selection });
        anna.Presentation.Begin();
        var late = Join($"/?session={anna.Machine.Session!.Id}&follow=yes&map=0x0:0x1000:page");
        Assert.Equal((camera, selection), (late.View.Value.Camera, late.View.Value.Selection));
        Assert.Equal(2, Presented.Followers);
    }

    [Fact]
    public void ThemesAreEachReadersOwn()
    {
        anna.Presentation.Begin();
        anna.View.Show(anna.View.Value with { Theme = ThemeChoice.Light, Camera = camera });
        Assert.Null(ben.View.Value.Theme);
    }

    [Fact]
    public void WhoLooksElsewhereKeepsItUntilThePresenterTurnsToAnotherOfItsKind()
    {
        anna.Presentation.Begin();
        anna.View.Show(anna.View.Value with { Camera = camera });
        var own = new Camera(new(0), new(0x1000), MapLevel.Entry);
        ben.View.Show(ben.View.Value with { Camera = own });
        anna.View.Show(anna.View.Value with { Selection = selection });
        Assert.Equal((own, selection), (ben.View.Value.Camera, ben.View.Value.Selection));
        anna.View.Show(anna.View.Value with { Camera = null });
        Assert.Null(ben.View.Value.Camera);
        Assert.Equal(PresentationRole.Following, ben.Presentation.Role);
    }

    [Fact]
    public void WhatAFollowerShowsMovesNobody()
    {
        anna.Presentation.Begin();
        ben.View.Show(ben.View.Value with { Camera = camera, Selection = selection });
        Assert.Equal((null, null), (anna.View.Value.Camera, anna.View.Value.Selection));
    }

    public static TheoryData<string> Moves => ["step", "seek", "jump", "phase", "play", "slower", "branch", "back", "note", "leave"];

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task AFollowerThatMovesLeavesAndMovesNobodyElse(string how)
    {
        anna.Machine.Session!.Notes.Add(new("jump", "There"));
        var branch = (await store.BranchAsync(anna.Machine.Session, [new Core.LiveUpdate.SkipStep("save-vm")])).Branch!;
        ben.Machine.Jump(3);
        ben.Machine.Jump(9);
        string earlier = ben.Navigation.Uri.Replace(ben.Step, "power-on", StringComparison.Ordinal);
        anna.Presentation.Begin();
        var commands = new ExplorerCommands();
        using var time = new TimeCommands(commands, ben.Machine);
        switch (how)
        {
            case "step": await commands.DispatchAsync(ExplorerCommand.NextStep); break;
            case "seek": ben.Machine.Seek(2); break;
            case "jump": ben.Machine.Jump(2); break;
            case "phase": ben.Machine.StepPhase(1); break;
            case "play": await commands.DispatchAsync(ExplorerCommand.PlayOrPause); break;
            case "slower": await commands.DispatchAsync(ExplorerCommand.Slower); break;
            case "branch": ben.Machine.ShowBranch(branch); break;
            case "back": ben.Navigation.NavigateTo(earlier); break;
            case "note": await ben.Walkthrough.StepAsync(1); break;
            default: ben.Presentation.Leave(); break;
        }
        Assert.Equal(PresentationRole.Apart, ben.Presentation.Role);
        Assert.False(ben.Machine.Follows);
        Assert.Equal((9, true), (anna.Machine.Index, anna.Machine.Branch!.IsBase));
        Assert.False(anna.Machine.Session.Cursor.IsPlaying);
        Assert.Equal(1, anna.Machine.Cursor!.Speed);
        Assert.Equal(PresentationRole.Presenting, anna.Presentation.Role);
        Assert.Equal(0, Presented.Followers);
        anna.Machine.Jump(50);
        Assert.NotEqual(anna.Step, ben.Step);
    }

    [Fact]
    public void WhoRejoinsIsWhereThePresenterIs()
    {
        anna.Presentation.Begin();
        ben.Machine.Seek(0);
        anna.Machine.Jump(20);
        anna.View.Show(anna.View.Value with { Camera = camera });
        Assert.Equal((0, (Camera?)null), (ben.Machine.Index, ben.View.Value.Camera));
        ben.Presentation.Rejoin();
        Assert.Equal((20, camera), (ben.Machine.Index, ben.View.Value.Camera));
        Assert.Equal(PresentationRole.Following, ben.Presentation.Role);
        ben.Machine.WriteView();
        Assert.EndsWith("follow=yes", ben.Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhenThePresenterIsGoneFollowersAreToldAndStay(bool closes)
    {
        anna.Presentation.Begin();
        anna.Machine.Jump(20);
        anna.View.Show(anna.View.Value with { Camera = camera });
        var session = anna.Machine.Session!;
        if (closes)
        {
            anna.Go();
            Assert.Equal("The connection of Anna is lost. You stay at step 21 until it is there again.", ben.Presentation.Notice);
            time.Move(SessionPresentation.ReturnTime);
        }
        else
        {
            anna.Presentation.End();
        }
        Assert.Equal("Anna presents no more. You stay at step 21, with a moment of your own.", ben.Presentation.Notice);
        Assert.Equal((20, camera, PresentationRole.None), (ben.Machine.Index, ben.View.Value.Camera, ben.Presentation.Role));
        session.Cursor.Seek(0);
        Assert.Equal(20, ben.Machine.Index);
    }

    [Fact]
    public void AnotherScenarioIsAnEndOfPresenting()
    {
        anna.Presentation.Begin();
        var presentation = Presented;
        anna.Machine.OpenScenario("pkernfs-rfc-as-posted");
        Assert.Null(presentation.Presenter);
        Assert.Contains("presents no more", ben.Presentation.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyOnePresentsAndAnotherMayTakeOver()
    {
        anna.Presentation.Begin();
        Assert.False(ben.Presentation.Begin());
        Assert.Equal(PresentationRole.Following, ben.Presentation.Role);
        Assert.True(ben.Presentation.Begin(takeOver: true));
        Assert.Equal((PresentationRole.Following, PresentationRole.Presenting), (anna.Presentation.Role, ben.Presentation.Role));
        Assert.Equal("The presenter presents now, in your place.", anna.Presentation.Notice);
        ben.Machine.Jump(5);
        Assert.Equal(5, anna.Machine.Index);
    }

    [Fact]
    public void WhoBeginsWithAMomentOfHisOwnBringsTheSessionThere()
    {
        var cleo = Join($"/?session={anna.Machine.Session!.Id}&step=jump");
        Assert.True(cleo.Presentation.Begin());
        Assert.Equal(("jump", "jump"), (cleo.Step, ben.Step));
        Assert.True(cleo.Machine.Follows);
    }

    [Fact]
    public void ALostConnectionIsToldAndIsNoEnd()
    {
        anna.Presentation.Begin();
        anna.Presentation.BeAway(true);
        Assert.StartsWith("The connection of Anna is lost. You stay at step", ben.Presentation.Notice, StringComparison.Ordinal);
        anna.Presentation.BeAway(false);
        Assert.Equal("Anna is there again.", ben.Presentation.Notice);
        Assert.Equal(PresentationRole.Following, ben.Presentation.Role);
    }

    [Fact]
    public void AReloadOfThePresentersPageIsNoEnd()
    {
        anna.Presentation.Begin();
        anna.Machine.Jump(20);
        string address = anna.Navigation.Uri;
        anna.Go();
        var again = Join(address);
        again.Presentation.Resume("Anna");
        Assert.Equal((PresentationRole.Presenting, PresentationRole.Following), (again.Presentation.Role, ben.Presentation.Role));
        time.Move(SessionPresentation.ReturnTime);
        again.Machine.Step(1);
        again.View.Show(again.View.Value with { Camera = camera });
        Assert.Equal((21, camera), (ben.Machine.Index, ben.View.Value.Camera));
        Assert.Equal((1, "Anna"), (Presentation(again).Followers, Presentation(again).Presenter!.Name));
    }

    [Fact]
    public void NobodyGoesOnInThePlaceOfAPresenterWhoIsThere()
    {
        anna.Presentation.Begin();
        ben.Presentation.Resume("Ben");
        Assert.Equal(PresentationRole.Following, ben.Presentation.Role);
    }

    [Fact]
    public async Task TheNoteThatIsShownComesAlong()
    {
        var note = anna.Machine.Session!.Notes.Add(Note.Of(anna.View.Value with { Camera = camera, Selection = selection }, "jump", "No kernel runs."))!;
        anna.Presentation.Begin();
        await anna.Walkthrough.GoAsync(note);
        Assert.Equal(note, ben.Walkthrough.Shown);
        Assert.Equal(("jump", camera, selection), (ben.Step, ben.View.Value.Camera, ben.View.Value.Selection));
        anna.Walkthrough.Close();
        Assert.Null(ben.Walkthrough.Shown);
    }

    [Fact]
    public void OnlyThePresenterPointsAndOnlySomewhere()
    {
        var place = new PresenterPointer("#memory-pane", 0.5, 0.25, 0x100000000, 1);
        anna.Presentation.Point(place);
        Assert.Null(Presented.Pointer);
        anna.Presentation.Begin();
        int told = 0;
        Presented.PointerChanged += () => told++;
        ben.Presentation.Point(place);
        anna.Presentation.Point(place with { X = 1.5 });
        anna.Presentation.Point(place with { Y = double.NaN });
        anna.Presentation.Point(place with { Part = new string('x', 300) });
        Assert.Equal((0, null), (told, Presented.Pointer));
        anna.Presentation.Point(place);
        anna.Presentation.Point(place);
        Assert.Equal((1, place), (told, Presented.Pointer));
        anna.Presentation.End();
        Assert.Null(Presented.Pointer);
    }

    [Fact]
    public void WhoLooksApartHearsWhereThePresenterIs()
    {
        anna.Presentation.Begin();
        ben.Presentation.Leave();
        int told = 0;
        ben.Presentation.Changed += () => told++;
        anna.Machine.Step(1);
        Assert.Equal(1, told);
    }

    private static SessionPresentation Presentation(Attendee of) => of.Machine.Session!.Presentation;

    private Attendee Join(string address)
    {
        var one = new Attendee(store, time, address);
        all.Add(one);
        return one;
    }
}
