using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Web.Scenes.Exploring;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Exploring;

/// <summary>Fault by phase, a cell a step. A fault's heading unfolds what happens in words.</summary>
public sealed partial class OutcomeTableView : IAsyncDisposable
{
    private readonly HashSet<string> open = [];
    private ElementReference frame;
    private IJSObjectReference? keys;
    private bool gone;

    [Parameter, EditorRequired]
    public OutcomeTable Table { get; set; } = default!;

    /// <summary>The explored scenario's name.</summary>
    [Parameter, EditorRequired]
    public string Scenario { get; set; } = "";

    /// <summary>The fault whose sentences are unfolded from the start; null for none.</summary>
    [Parameter]
    public string? Opened { get; set; }

    [Inject]
    private IJSRuntime JavaScript { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        gone = true;
        if (keys is null) return;
        try
        {
            await keys.InvokeVoidAsync("stop");
            await keys.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its listeners with it.
        }
    }

    protected override void OnInitialized()
    {
        if (Opened is not null) open.Add(Opened);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await using var module = await JavaScript.InvokeAsync<IJSObjectReference>("import", "./js/outcomes.js");
        // Another filter may have replaced the table while the module loaded: its element is no more.
        if (gone) return;
        keys = await module.InvokeAsync<IJSObjectReference>("attach", frame, Opened);
        if (gone) await DisposeAsync();
    }

    private string LinkTo(OutcomeTableRow row) => new ExploreView { Scenario = Scenario, Fault = row.Fault.Id }.ToUrl();

    private bool IsOpen(OutcomeTableRow row) => open.Contains(row.Fault.Id);

    private void Toggle(OutcomeTableRow row)
    {
        if (!open.Remove(row.Fault.Id)) open.Add(row.Fault.Id);
    }
}
