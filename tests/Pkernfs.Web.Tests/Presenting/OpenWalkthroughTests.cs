using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Sessions;

namespace Pkernfs.Web.Tests.Presenting;

public sealed class OpenWalkthroughTests : IAsyncDisposable
{
    private static readonly Camera camera = new(new(0x100000000), new(0x40000000), MapLevel.Block);
    private static readonly Selection selection = new Selection.Frame(new(0x100401));

    private readonly SessionStore store;
    private readonly Attendee reader;

    public OpenWalkthroughTests()
    {
        var time = new ManualTime();
        store = new(SessionLimits.Default, time);
        reader = new(store, time, "/?step=save-vm");
    }

    private OpenWalkthrough Walkthrough => reader.Walkthrough;

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    [Fact]
    public async Task ANoteBringsItsMomentCameraSelectionAndLayers()
    {
        reader.View.Show(reader.View.Value with { Camera = camera, Selection = selection, Layers = MapLayers.Medium });
        var note = Walkthrough.AddHere("Here")!;
        Assert.Equal(("save-vm", camera, selection, MapLayers.Medium, "Here"), (note.Note.Step, note.Note.Camera, note.Note.Selection, note.Note.Layers, note.Note.Text));
        reader.Machine.Jump(0);
        reader.View.Show(reader.View.Value with { Camera = null, Selection = null, Layers = ExplorerView.DefaultLayers });
        await Walkthrough.GoAsync(note);
        Assert.Equal(("save-vm", camera, selection, MapLayers.Medium), (reader.Step, reader.View.Value.Camera, reader.View.Value.Selection, reader.View.Value.Layers));
        Assert.Equal(note, Walkthrough.Shown);
        reader.Machine.WriteView();
        Assert.Contains("step=save-vm&map=0x100000000:0x40000000:block&select=pfn:0x100401&layers=medium,no-dma", reader.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANoteOfAWhatIfBringsItsBranchWhichIsMadeWhereItIsNot()
    {
        reader.Machine.Session!.Notes.Add(new("jump", "Without the VM's state") { Edits = "skip:save-vm" });
        reader.Machine.Session.Notes.Add(new("jump", "With it"));
        await Walkthrough.StepAsync(1);
        Assert.Equal(("jump", "skip:save-vm"), (reader.Step, reader.Machine.Branch!.Key));
        await Walkthrough.StepAsync(1);
        Assert.Equal(("jump", ""), (reader.Step, reader.Machine.Branch!.Key));
    }

    [Fact]
    public async Task TheWayGoesFromTheFirstToTheLastAndBack()
    {
        foreach (string step in new[] { "power-on", "save-vm", "jump" }) reader.Machine.Session!.Notes.Add(new(step, step));
        var shown = new List<string>();
        foreach (int places in new[] { 1, 1, 1, 1, -1, -1, -1 })
        {
            await Walkthrough.StepAsync(places);
            shown.Add($"{Walkthrough.Place + 1} {reader.Step}");
        }
        Assert.Equal(["1 power-on", "2 save-vm", "3 jump", "3 jump", "2 save-vm", "1 power-on", "1 power-on"], shown);
        Walkthrough.Close();
        await Walkthrough.StepAsync(-1);
        Assert.Equal("jump", reader.Step);
    }

    [Fact]
    public async Task ANoteOfAStepThatIsNotThereShowsTheNearestAndSaysSo()
    {
        await Walkthrough.GoAsync(reader.Machine.Session!.Notes.Add(new("map-memory", ""))!);
        Assert.Equal("map-memory-a", reader.Step);
        Assert.Contains("no step \"map-memory\"", string.Join(" ", reader.Machine.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void ANoteIsPinnedAnewAndKeepsItsText()
    {
        var note = Walkthrough.AddHere("Text")!;
        reader.Machine.Jump(0);
        reader.View.Show(reader.View.Value with { Selection = selection });
        Walkthrough.PinHere(note.Id);
        Assert.Equal(new Note("power-on", "Text") { Selection = selection }, reader.Machine.Session!.Notes.All[0].Note);
    }

    [Fact]
    public async Task AFileOfTheSameScenarioComesIntoThisSession()
    {
        var session = reader.Machine.Session!;
        session.Notes.Add(new("jump", "Mine"));
        var read = WalkthroughReader.Read("w.yaml", WalkthroughText.Write(new("Theirs", "pkernfs-rfc", null, [new("power-on", "First"), new("jump", "Second")])));
        Assert.Null(await Walkthrough.OpenAsync(read.Walkthrough!, read.Scenario!));
        Assert.Same(session, reader.Machine.Session);
        Assert.Equal(("power-on", "First", "Theirs"), (reader.Step, Walkthrough.Shown!.Note.Text, session.Notes.Title));
        Assert.True(session.Notes.CanBringBack);
    }

    [Fact]
    public async Task AFileOfAnotherScenarioOpensASessionOfItsOwn()
    {
        var session = reader.Machine.Session!;
        var read = WalkthroughReader.Read("w.yaml", WalkthroughText.Write(new("", "kho", null, [new("jump", "There") { Camera = camera }])));
        Assert.Null(await Walkthrough.OpenAsync(read.Walkthrough!, read.Scenario!));
        Assert.NotSame(session, reader.Machine.Session);
        Assert.Equal(("kho", "jump", camera), (reader.Machine.Session!.ScenarioName, reader.Step, reader.View.Value.Camera));
        Assert.Equal("There", Walkthrough.Shown!.Note.Text);
    }

    [Fact]
    public async Task AnOwnScenariosFileHoldsItAndOpensAgain()
    {
        string text = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("name: pkernfs-rfc", "name: my-own", StringComparison.Ordinal);
        var read = WalkthroughReader.Read("w.yaml", WalkthroughText.Write(new("", "my-own", text, [new("jump", "There")])));
        Assert.Null(await Walkthrough.OpenAsync(read.Walkthrough!, read.Scenario!));
        Assert.Equal(("my-own", "jump"), (reader.Machine.Session!.ScenarioName, reader.Step));
        Assert.Equal(read.Walkthrough, Walkthrough.ToWalkthrough());
    }

    [Fact]
    public void ABuiltInsFileNamesItOnly()
    {
        Walkthrough.AddHere("Here");
        Assert.Null(Walkthrough.ToWalkthrough()!.ScenarioText);
        Assert.Equal("pkernfs-rfc", Walkthrough.ToWalkthrough()!.ScenarioName);
    }

    [Theory]
    [InlineData("Why the IOMMU must not stop!", "why-the-iommu-must-not-stop.walkthrough.yaml")]
    [InlineData("", "pkernfs-rfc.walkthrough.yaml")]
    [InlineData("中", "notes.walkthrough.yaml")]
    public void AFileIsCalledAfterItsTitle(string title, string name) => Assert.Equal(name, WalkthroughFiles.NameOf(new(title, "pkernfs-rfc", null, [])));
}
