using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Pkernfs.Web.Components.Pages;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Scenarios;

/// <summary>The pages about scenarios, with the browser's part of them played by values.</summary>
internal sealed class ScenariosContext : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly BunitJSModuleInterop module;

    public ScenariosContext()
    {
        context.SetRendererInfo(new RendererInfo("Server", true));
        module = context.Files;
        Editor = module.SetupModule("edit", _ => true);
        foreach (string call in new[] { "setText", "mark", "goTo", "stop" }) Editor.SetupVoid(call, _ => true).SetVoidResult();
        module.SetupVoid("keep", _ => true).SetVoidResult();
        module.SetupVoid("save", _ => true).SetVoidResult();
        BrowserKeeps("null");
    }

    /// <summary>The calls that the text area gets.</summary>
    public BunitJSModuleInterop Editor { get; }

    public ScenarioDraft Draft => context.Services.GetRequiredService<ScenarioDraft>();

    public ScenarioOverviews Overviews => context.Services.GetRequiredService<ScenarioOverviews>();

    public SessionStore Sessions => context.Services.GetRequiredService<SessionStore>();

    public NavigationManager Navigation => context.Services.GetRequiredService<NavigationManager>();

    /// <summary>The text that the text area was last given.</summary>
    public string TextShown => (string)Editor.Invocations["setText"][^1].Arguments[0]!;

    /// <summary>Lines marked beside the text: "5 error".</summary>
    public IEnumerable<string> Marks => ((IEnumerable<LineMark>)Editor.Invocations["mark"][^1].Arguments[0]!).Select(mark => $"{mark.Line} {mark.Kind}");

    /// <summary>What the tab's storage holds, as JSON.</summary>
    public void BrowserKeeps(string json) => module.Setup<IJSStreamReference>("recall").SetResult(new SentText(json));

    public IRenderedComponent<Web.Components.Pages.Scenarios> OpenGallery() => context.Render<Web.Components.Pages.Scenarios>();

    /// <summary>Opens the editor, on a copy of a built-in where one is named, and waits for its first check.</summary>
    public IRenderedComponent<ScenariosOwn> OpenEditor(string? from = null) => OpenEditorAt(from is null ? "/scenarios/own" : $"/scenarios/own?from={from}");

    /// <summary>Opens the editor at a link.</summary>
    public IRenderedComponent<ScenariosOwn> OpenEditorAt(string link)
    {
        Navigation.NavigateTo(link);
        var page = context.Render<ScenariosOwn>();
        page.WaitForState(() => page.Find("#check-words").TextContent.Length > 0, TimeSpan.FromSeconds(10));
        return page;
    }

    /// <summary>Writes a text into the text area and lets the typing pause.</summary>
    public async Task TypeAsync(IRenderedComponent<ScenariosOwn> page, string text)
    {
        Editor.Setup<IJSStreamReference>("text").SetResult(new SentText(text + "\n"));
        await page.InvokeAsync(() => page.FindComponent<ScenarioEditor>().Instance.TextChanged());
    }

    /// <summary>Chooses or drops files.</summary>
    public static Task TakeAsync<TPage>(IRenderedComponent<TPage> page, params IBrowserFile[] files)
        where TPage : class, IComponent =>
        page.InvokeAsync(() => page.FindComponent<InputFile>().Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs(files)));

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private sealed class SentText(string text) : IJSStreamReference
    {
        public long Length => Encoding.UTF8.GetByteCount(text);

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default)
        {
            Assert.True(Length <= maxAllowedSize);
            return new(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
