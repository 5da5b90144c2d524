using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>A ring with the shown note's number around its thing on the map.</summary>
public sealed partial class NotePin : IAsyncDisposable
{
    private readonly BrowserPart<NotePin> browser;
    private ElementReference ring;

    public NotePin() => browser = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>The note's place from 1.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    public ValueTask DisposeAsync() => browser.DisposeAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await browser.BeginAsync(Js, "/js/presenting/pin.js", "attach", ring);
    }
}
