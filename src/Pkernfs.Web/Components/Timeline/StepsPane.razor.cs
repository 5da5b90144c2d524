using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.WhatIf;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Timeline;

/// <summary>The run's steps by phase; the current one with its paragraph, and always in view.</summary>
public sealed partial class StepsPane : IAsyncDisposable
{
    private readonly HashSet<Phase> folded = [];
    private readonly Dictionary<int, StepTouch> touches = [];
    private ImmutableArray<StepGroup> groups = [];
    private StepChanges changes = StepChanges.None;
    private RunTimeline? grouped;
    private StepWhatIf? whatIf;
    private IJSObjectReference? keys;
    private bool isGone;
    private ElementReference list, filterInput;
    private bool isSearching, focusFilter, isAnew = true;
    private string filter = "";

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private BranchWork Work { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private string? Caption => Machine.Timeline is not { } timeline ? null
        : filter.Length > 0 ? $"{groups.Sum(group => group.Steps.Length)} of {timeline.Moments.Length}"
        : $"{timeline.Moments.Length} steps, {groups.Length} phases";

    public async ValueTask DisposeAsync()
    {
        isGone = true;
        Machine.Changed -= Follow;
        if (keys is null) return;
        try
        {
            await keys.InvokeVoidAsync("stop");
            await keys.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its listener with it.
        }
    }

    protected override void OnInitialized()
    {
        Machine.Changed += Follow;
        Regroup();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "/js/steps.js");
            // The page may be left while the module loads: its elements are no more, and nobody would stop what began.
            if (isGone) return;
            keys = await module.InvokeAsync<IJSObjectReference>("attach", list);
            if (isGone)
            {
                await DisposeAsync();
                return;
            }
        }
        // A step that is marked in a list that stands comes into view by itself.
        if (keys is not null && isAnew)
        {
            isAnew = false;
            await keys.InvokeVoidAsync("showCurrent");
        }
        if (focusFilter)
        {
            focusFilter = false;
            await filterInput.FocusAsync();
        }
    }

    private static bool Matches(Step step, string words) =>
        step.Title.Contains(words, StringComparison.OrdinalIgnoreCase)
        || step.Id.Contains(words, StringComparison.OrdinalIgnoreCase)
        || step.Explanation.Contains(words, StringComparison.OrdinalIgnoreCase)
        || step.Details.Any(detail => detail.Of.Contains(words, StringComparison.OrdinalIgnoreCase));

    private void Follow(MomentChange change) => _ = InvokeAsync(() =>
    {
        if (!ReferenceEquals(grouped, Machine.Timeline)) Regroup();
        StateHasChanged();
    });

    private void Regroup()
    {
        if (!ReferenceEquals(grouped, Machine.Timeline))
        {
            isAnew = true;
            changes = Machine.Timeline is null ? StepChanges.None : StepChanges.Of(Machine.Timeline);
            touches.Clear();
        }
        grouped = Machine.Timeline;
        groups = grouped is null ? [] : StepGroup.Of(grouped, step => filter.Length == 0 || Matches(step, filter));
    }

    // The current step's group is open whatever was folded, as is every group with something found.
    private bool IsOpen(Phase phase) => filter.Length > 0 || !folded.Contains(phase) || Machine.Moment?.Step.Phase == phase;

    private void Fold(Phase phase)
    {
        if (!folded.Remove(phase)) folded.Add(phase);
    }

    private IEnumerable<StepGhost> Ghosts(int index, bool before) =>
        filter.Length > 0 ? [] : changes.Ghosts.Where(ghost => ghost.Neighbour == index && ghost.IsBefore == before);

    private bool IsOwnSkip(StepGhost ghost) => Machine.Branch is { } branch && branch.Edits.Contains(new SkipStep(ghost.Id));

    private void PutBack(StepGhost ghost) => _ = Work.TakeBackAsync(new SkipStep(ghost.Id));

    // Every row asks at every moment, and what a step wrote stays what it was.
    private StepTouch Touched(Step step)
    {
        if (!touches.TryGetValue(step.Index, out var touch)) touches[step.Index] = touch = Machine.Run is { } run ? StepTouch.Of(run, step) : default;
        return touch;
    }

    private StepPlace Place(Step step) => step.Index == Machine.Index ? StepPlace.Current : step.Index < Machine.Index ? StepPlace.Done : StepPlace.Ahead;

    // For keys, which come with the circuit.
    private bool IsBesideCurrent(Step step) => RendererInfo.IsInteractive && Math.Abs(step.Index - Machine.Index) == 1;

    private void OpenFilter()
    {
        isSearching = focusFilter = true;
        StateHasChanged();
    }

    private void Filter(ChangeEventArgs input)
    {
        filter = input.Value?.ToString()?.Trim() ?? "";
        Regroup();
    }

    private void CloseFilter()
    {
        isSearching = false;
        filter = "";
        isAnew = true;
        Regroup();
    }

    private void LeaveFilterOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape") CloseFilter();
    }
}
