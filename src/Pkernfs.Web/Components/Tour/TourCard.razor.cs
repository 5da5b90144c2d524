using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Web.State;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Components.Tour;

/// <summary>A stop's words, beside what they speak of. The browser places the card and draws the outline (js/tour.js).</summary>
public sealed partial class TourCard : IAsyncDisposable
{
    private readonly BrowserPart<TourCard> placing;
    private readonly List<IDisposable> answers = [];
    private ElementReference card;
    private ElementReference outline;
    private IDisposable? back;
    private int told;
    private int pointed;
    private string? text;

    public TourCard() => placing = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private TourGuide Guide { get; set; } = default!;

    /// <summary>The stop, from 1.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    /// <summary>True where the page shows another moment than the stop's.</summary>
    [Parameter]
    public bool IsAway { get; set; }

    /// <summary>Asks for a stop by its number.</summary>
    [Parameter, EditorRequired]
    public EventCallback<int> Go { get; set; }

    /// <summary>Asks to end the tour where the reader is.</summary>
    [Parameter, EditorRequired]
    public EventCallback Leave { get; set; }

    private TourStop Stop => TourStops.At(Number)!;

    /// <summary>Called by the browser for Escape where nothing else is open that it closes.</summary>
    [JSInvokable]
    public Task Left() => placing.IsGone ? Task.CompletedTask : Leave.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        back?.Dispose();
        foreach (var answer in answers) answer.Dispose();
        await placing.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        answers.Add(Commands.Answer(ExplorerCommand.LeaveTour, () => Leave.InvokeAsync()));
        answers.Add(Commands.Answer(ExplorerCommand.NextStop, () => Number < TourStops.All.Length ? Go.InvokeAsync(Number + 1) : Task.CompletedTask));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (told == Number) return;
        told = Number;
        text = null;
        // At the first stop there is none before it, and the button says so.
        back?.Dispose();
        back = Number > 1 ? Commands.Answer(ExplorerCommand.PreviousStop, () => Go.InvokeAsync(Number - 1)) : null;
        int asked = Number;
        string words = await Guide.TextOf(Stop);
        if (asked == Number) text = words;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && !await placing.BeginAsync(Js, "/js/tour.js", "guide", card, outline)) return;
        if (pointed == Number || placing.Running is not { } running) return;
        pointed = Number;
        await running.InvokeVoidAsync("point", Stop.Target.Selector);
    }
}
