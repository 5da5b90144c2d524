using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Components.WhatIf;

/// <summary>What can be done differently at a step, beside its row. Closes when something is chosen, on Escape and on a press elsewhere.</summary>
public sealed partial class StepMenu : IAsyncDisposable
{
    private readonly BrowserPart<StepMenu> open;
    private ElementReference menu;

    public StepMenu() => open = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired]
    public Step Step { get; set; } = default!;

    /// <summary>True where the step is as an edit of this branch made it, which can be taken back.</summary>
    [Parameter]
    public bool TakesBack { get; set; }

    /// <summary>How many faults of the catalogue may strike after it.</summary>
    [Parameter]
    public int FaultCount { get; set; }

    [Parameter]
    public EventCallback<StepMenuChoice> Chosen { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    private string Arguments => Step.Arguments.IsEmpty ? "it is given nothing" : string.Join(", ", Step.Arguments.Select(argument => argument.Name));

    /// <summary>Called by the browser when the menu is left.</summary>
    [JSInvokable]
    public Task Leave() => Closed.InvokeAsync();

    public ValueTask DisposeAsync() => open.DisposeAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await open.BeginAsync(Js, "/js/menu.js", "open", menu, Step.Id);
    }

    private Task ChangeAsync() => Step.Arguments.IsEmpty ? Task.CompletedTask : Chosen.InvokeAsync(StepMenuChoice.Change);

    private Task StrikeAsync() => FaultCount == 0 ? Task.CompletedTask : Chosen.InvokeAsync(StepMenuChoice.Strike);
}

/// <summary>What a person chose to do differently at a step.</summary>
public enum StepMenuChoice
{
    Skip,
    Move,
    Change,
    Strike,

    /// <summary>Holds the memory of later and earlier moments against the one at its end.</summary>
    MarkDifferences,

    /// <summary>Takes back the edit that made the step what it is.</summary>
    TakeBack,
}
