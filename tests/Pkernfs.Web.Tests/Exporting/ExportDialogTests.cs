using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Exporting;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Exporting;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Exporting;

public sealed class ExportDialogTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();

    public ExportDialogTests()
    {
        var module = context.JSInterop.SetupModule("/js/export.js");
        module.SetupVoid("showFirstChosen", _ => true).SetVoidResult();
        var copying = module.SetupModule("attach", _ => true);
        copying.SetupVoid("stop").SetVoidResult();
    }

    private OpenMachine Machine => context.Services.GetRequiredService<OpenMachine>();

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task ItOffersTheViewsThatAreDrawnAndEveryFormatThemeAndSize()
    {
        var dialog = await OpenAsync("/?step=jump");
        Assert.Equal(PictureMaker.Drawn.Length, dialog.FindAll("[name=export-view]").Count);
        Assert.Equal(["SVG", "PNG"], Words(dialog, "export-format"));
        Assert.Equal(["Light", "Dark", "Print"], Words(dialog, "export-theme"));
        Assert.Equal(["As it is", "Slide 16:9", "A4 column", "Mail", "Own"], Words(dialog, "export-size"));
        Assert.Contains("pkernfs-rfc: Step ", dialog.Find(".moment").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsChosenIsTheAddressOfPreviewDownloadAndEmbed()
    {
        var dialog = await OpenAsync("/?step=jump&map=0x100000000:0x40000000:block&theme=dark&follow=yes");
        const string query = "?step=jump&map=0x100000000:0x40000000:block&theme=";
        Assert.Equal($"/picture/memory.svg{query}light", await PreviewAsync(dialog));
        await Pick(dialog, "export-format", 1);
        await Pick(dialog, "export-theme", 2);
        await Pick(dialog, "export-size", 1);
        Assert.Equal($"/picture/memory.png{query}print&size=slide", await PreviewAsync(dialog, "size=slide"));
        var download = Download(dialog);
        Assert.Equal(($"/picture/memory.png{query}print&size=slide", "pkernfs-rfc-jump-memory.png"), (download.GetAttribute("href"), download.GetAttribute("download")));
        string root = context.Services.GetRequiredService<NavigationManager>().BaseUri.TrimEnd('/');
        Assert.Equal($"{root}/picture/memory.png{query}print&size=slide", Copied(dialog, "Copy the picture's address"));
        Assert.Equal($"{root}/?step=jump&map=0x100000000:0x40000000:block", Copied(dialog, "Copy link"));
        string embed = Copied(dialog, "Copy as embed")!;
        Assert.StartsWith($"<iframe src=\"{root}/embed/memory{query.Replace("&", "&amp;", StringComparison.Ordinal)}print&amp;size=slide\"", embed, StringComparison.Ordinal);
        Assert.Contains("width=\"1280\" height=\"748\"", embed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99", "720")]
    [InlineData("1280", "")]
    [InlineData("1280", "4001")]
    [InlineData("wide", "720")]
    [InlineData("-1280", "720")]
    [InlineData("1280.5", "720")]
    public async Task ASizeThatIsNoneIsSaidAtItsFieldsAndNothingCanBeTaken(string width, string height)
    {
        var dialog = await OpenAsync("/?step=jump");
        await Pick(dialog, "export-size", 4);
        await Type(dialog, "#export-width", width);
        await Type(dialog, "#export-height", height);
        Assert.Equal("A picture is 320 to 4000 wide and 160 to 4000 high: give two whole numbers.", dialog.Find("#export-size-about[role=alert]").TextContent);
        Assert.Equal("true", dialog.Find("#export-width").GetAttribute("aria-invalid"));
        Assert.Null(Download(dialog).GetAttribute("href"));
        Assert.Equal("true", Download(dialog).GetAttribute("aria-disabled"));
        Assert.True(Button(dialog, "Copy as embed").HasAttribute("disabled"));
        await Type(dialog, "#export-width", " 640 ");
        await Type(dialog, "#export-height", "480");
        Assert.EndsWith("theme=light&size=640x480", await PreviewAsync(dialog, "640x480"), StringComparison.Ordinal);
        Assert.NotNull(Download(dialog).GetAttribute("href"));
    }

    [Fact]
    public async Task AClipGoesFromStepToStepAndShowsItself()
    {
        var dialog = await OpenAsync("/?step=jump&map=0x100000000:0x40000000:block");
        await Pick(dialog, "export-kind", 1);
        // The kexec, from the step before it: that is the phase that is shown.
        var run = Machine.Timeline!.Moments.Select(moment => moment.Step).ToArray();
        var phase = run.Where(step => step.Phase == Machine.Moment!.Step.Phase).ToArray();
        string from = run[phase[0].Index - 1].Id, to = phase[^1].Id;
        string address = await PreviewAsync(dialog, $"&from={from}&to={to}");
        Assert.Equal($"/clip/memory.svg?step=jump&map=0x100000000:0x40000000:block&theme=light&from={from}&to={to}", address);
        Assert.Equal((address, $"pkernfs-rfc-{from}-to-{to}-memory.svg"), (Download(dialog).GetAttribute("href"), Download(dialog).GetAttribute("download")));
        await dialog.InvokeAsync(() => dialog.Find("#export-to").ChangeAsync(new() { Value = "power-on" }));
        dialog.WaitForAssertion(() => Assert.Contains("does not come after its first", dialog.Find(".paper [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Null(Download(dialog).GetAttribute("href"));
        await dialog.InvokeAsync(() => dialog.Find("#export-from").ChangeAsync(new() { Value = "jump" }));
        await dialog.InvokeAsync(() => dialog.Find("#export-to").ChangeAsync(new() { Value = run[^1].Id }));
        Assert.EndsWith($"&from=jump&to={run[^1].Id}", await PreviewAsync(dialog, run[^1].Id), StringComparison.Ordinal);
        Assert.DoesNotContain("Copy as embed", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoryboardIsOfTheSuggestedMomentsOrOfChosenOnes()
    {
        var dialog = await OpenAsync("/?step=jump");
        await Pick(dialog, "export-kind", 2);
        Assert.Equal("/storyboard/page-1.svg?theme=light", await PreviewAsync(dialog, "page-1.svg?theme=light"));
        Assert.Equal(("/storyboard/story.html?theme=light", "pkernfs-rfc-storyboard.html"), (Download(dialog).GetAttribute("href"), Download(dialog).GetAttribute("download")));
        Assert.Equal(6, Checked(dialog).Count());
        await dialog.InvokeAsync(() => dialog.FindAll(".all button").Single(button => button.TextContent == "None").ClickAsync(new()));
        dialog.WaitForAssertion(() => Assert.Contains("None is chosen", dialog.Markup, StringComparison.Ordinal));
        int jump = Machine.Moment!.Step.Index;
        foreach (int at in new[] { jump + 1, jump }) await dialog.InvokeAsync(() => dialog.FindAll(".steps input")[at].ChangeAsync(new() { Value = true }));
        await Pick(dialog, "export-story-format", 1);
        string next = Machine.Timeline!.Moments[jump + 1].Step.Id;
        // In the run's order, whatever the order of choosing.
        await PreviewAsync(dialog, $"&at=jump,{next}");
        Assert.Equal($"/storyboard/story.pdf?theme=light&at=jump,{next}", Download(dialog).GetAttribute("href"));
        dialog.WaitForAssertion(() => Assert.Contains("2 pictures, one page", dialog.Markup, StringComparison.Ordinal));
        await dialog.InvokeAsync(() => dialog.FindAll(".all button").Single(button => button.TextContent == "Suggested").ClickAsync(new()));
        Assert.Equal(6, Checked(dialog).Count());
    }

    [Fact]
    public async Task WhatMustHoldIsThereAsATable()
    {
        var dialog = await OpenAsync("/?step=jump");
        var link = dialog.FindAll(".also a").Single(link => link.GetAttribute("href") == "/picture/invariants.md?step=jump");
        Assert.Equal("pkernfs-rfc-jump-invariants.md", link.GetAttribute("download"));
    }

    private static IEnumerable<IElement> Checked(IRenderedComponent<MudDialogProvider> dialog) => dialog.FindAll(".steps input").Where(box => box.HasAttribute("checked"));

    [Fact]
    public async Task TheLastChoiceIsKeptForTheNextPicture()
    {
        await Pick(await OpenAsync("/?step=jump"), "export-theme", 2);
        Assert.Equal(PictureTheme.Print, context.Services.GetRequiredService<LastExport>().Choice.Theme);
        var again = await ShowAsync();
        Assert.True(again.FindAll("[name=export-theme]")[2].HasAttribute("checked"));
    }

    [Fact]
    public async Task ItStaysWithTheMomentThatWasShown()
    {
        var dialog = await OpenAsync("/?step=jump");
        await dialog.InvokeAsync(() => Machine.Step(3));
        Assert.NotEqual("jump", Machine.Moment!.Step.Id);
        await Pick(dialog, "export-theme", 1);
        Assert.EndsWith("?step=jump&theme=dark", await PreviewAsync(dialog, "dark"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsSaidInTheServersSentence()
    {
        context.Services.GetRequiredService<LastExport>().Choice = new() { View = PictureView.Walk };
        var dialog = await OpenAsync("/?step=jump&select=step:jump");
        dialog.WaitForAssertion(() => Assert.StartsWith("There is nothing to walk: select an address of a device", dialog.Find(".paper [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Null(Download(dialog).GetAttribute("href"));
        Assert.Equal("refused", dialog.Find(".preview").GetAttribute("data-preview"));
        await Pick(dialog, "export-view", 0);
        Assert.StartsWith("/picture/memory.svg", await PreviewAsync(dialog), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileOfOnesOwnGoesAlongInTheAddress()
    {
        var session = await OpenOwnAsync("");
        var dialog = await OpenAsync($"/?session={session.Id}&step=jump");
        string address = await PreviewAsync(dialog);
        Assert.StartsWith("/picture/memory.svg?scenario=mine&step=jump&file=b.", address, StringComparison.Ordinal);
        Assert.Equal("mine-jump-memory.svg", Download(dialog).GetAttribute("download"));
        Assert.Empty(dialog.FindAll(".note"));
    }

    [Fact]
    public async Task OneThatIsTooLongIsFoundByItsSession()
    {
        // Words that no packing makes short.
        var random = new Random(5);
        var session = await OpenOwnAsync("\n" + string.Concat(Enumerable.Range(0, 400).Select(_ => $"# {random.NextInt64():x16}{random.NextInt64():x16}\n")));
        var dialog = await OpenAsync($"/?session={session.Id}&step=jump");
        Assert.Equal($"/picture/memory.svg?scenario=mine&session={session.Id}&step=jump&theme=light", await PreviewAsync(dialog));
        Assert.Contains("while the session lasts", dialog.Find(".note").TextContent, StringComparison.Ordinal);
    }

    private async Task<MachineSession> OpenOwnAsync(string more)
    {
        string text = ScenarioLibrary.Text("pkernfs-rfc")!.Replace("memory: 512M", "memory: 256M", StringComparison.Ordinal).Replace("name: pkernfs-rfc", "name: mine", StringComparison.Ordinal) + more;
        var scenario = ScenarioReader.Read("mine.yaml", text, NoScenarioFiles.Instance).Scenario!;
        return (await context.Services.GetRequiredService<SessionStore>().OpenAsync("mine", scenario, null, CancellationToken.None)).Session!;
    }

    [Fact]
    public async Task WithoutAMachineItSaysSo() => Assert.Contains("Nothing is open yet that could be drawn.", (await context.OpenAsync<ExportDialog>()).Markup, StringComparison.Ordinal);

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(string link)
    {
        View.Open(link);
        Machine.FollowView();
        return await ShowAsync();
    }

    private Task<IRenderedComponent<MudDialogProvider>> ShowAsync() =>
        context.OpenAsync<ExportDialog>(null, new DialogParameters<ExportDialog> { { dialog => dialog.Exported, ExportedView.Of(Machine, View.Value) } });

    /// <summary>The address that the preview shows, once it has one that ends as is wanted.</summary>
    private static Task<string> PreviewAsync(IRenderedComponent<MudDialogProvider> dialog, string ending = "")
    {
        dialog.WaitForState(() => dialog.FindAll(".paper img").Any(image => image.GetAttribute("src")!.EndsWith(ending, StringComparison.Ordinal)));
        return Task.FromResult(dialog.Find(".paper img").GetAttribute("src")!);
    }

    private static Task Pick(IRenderedComponent<MudDialogProvider> dialog, string name, int at) =>
        dialog.InvokeAsync(() => dialog.FindAll($"[name={name}]")[at].ChangeAsync(new() { Value = "on" }));

    private static Task Type(IRenderedComponent<MudDialogProvider> dialog, string field, string text) => dialog.InvokeAsync(() => dialog.Find(field).InputAsync(new() { Value = text }));

    private static IEnumerable<string> Words(IRenderedComponent<MudDialogProvider> dialog, string name) => dialog.FindAll($"[name={name}] + span").Select(label => label.TextContent);

    private static IElement Download(IRenderedComponent<MudDialogProvider> dialog) => dialog.Find(".actions a");

    private static IElement Button(IRenderedComponent<MudDialogProvider> dialog, string words) => dialog.FindAll(".actions button").Single(button => button.TextContent == words);

    private static string? Copied(IRenderedComponent<MudDialogProvider> dialog, string words) => Button(dialog, words).GetAttribute("data-text");
}
