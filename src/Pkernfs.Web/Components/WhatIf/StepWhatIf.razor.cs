using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.WhatIf;

/// <summary>What-ifs at a step: the menu beside its row, the dialogs behind it, and the commands for the current one.</summary>
public sealed partial class StepWhatIf : IDisposable
{
    private readonly List<IDisposable> answers = [];
    private Step? asked;
    private ImmutableArray<Fault> faults = [];
    private IDialogReference? dialog;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private BranchWork Work { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    /// <summary>Opens the menu beside a step's row.</summary>
    public void OpenMenu(Step step)
    {
        faults = FaultsAfter(step);
        asked = step;
        StateHasChanged();
    }

    public void Dispose()
    {
        foreach (var answer in answers) answer.Dispose();
    }

    protected override void OnInitialized() => answers.AddRange(
    [
        Commands.Answer(ExplorerCommand.WhatIf, () => AtCurrent(step =>
        {
            OpenMenu(step);
            return Task.CompletedTask;
        })),
        Commands.Answer(ExplorerCommand.SkipStep, () => AtCurrent(SkipAsync)),
        Commands.Answer(ExplorerCommand.MoveStep, () => AtCurrent(MoveAsync)),
        Commands.Answer(ExplorerCommand.ChangeStep, () => AtCurrent(ChangeAsync)),
        Commands.Answer(ExplorerCommand.StrikeFault, () => AtCurrent(StrikeAsync)),
        Commands.Answer(ExplorerCommand.ShowScenarioRun, () => Work.ShowAsync([], null)),
        Commands.Answer(ExplorerCommand.NextBranch, NextBranchAsync),
        Commands.Answer(ExplorerCommand.RemoveBranch, RemoveBranch),
    ]);

    private void CloseMenu()
    {
        asked = null;
        StateHasChanged();
    }

    private bool TakesBack(Step step) => step.Edit is { } edit && Machine.Branch is { } branch && branch.Edits.Contains(edit);

    /// <summary>The faults of the catalogue that may strike right after a step.</summary>
    private ImmutableArray<Fault> FaultsAfter(Step step)
    {
        if (Machine.Timeline is not { } timeline || step.Index >= timeline.Moments.Length) return [];
        var site = new FaultSite(timeline.Plan, step.Id, step.Phase, step.Boot, timeline.Moments[step.Index].Machine);
        return [.. Catalogue<Fault>.All.Where(fault => fault.MayStrike(site))];
    }

    private Task AtCurrent(Func<Step, Task> act) => Machine.Moment is { } moment ? act(moment.Step) : Task.CompletedTask;

    private async Task DoAsync(StepMenuChoice choice, Step step)
    {
        CloseMenu();
        await (choice switch
        {
            StepMenuChoice.Skip => SkipAsync(step),
            StepMenuChoice.Move => MoveAsync(step),
            StepMenuChoice.Change => ChangeAsync(step),
            StepMenuChoice.Strike => StrikeAsync(step),
            StepMenuChoice.MarkDifferences => MarkDifferences(step),
            _ => step.Edit is { } edit ? Work.TakeBackAsync(edit) : Task.CompletedTask,
        });
    }

    private Task SkipAsync(Step step) => Work.AddAsync(null, new SkipStep(step.Id));

    private async Task MoveAsync(Step step)
    {
        var steps = Machine.Timeline!.Moments.Select(moment => moment.Step).ToArray();
        if (await AskAsync<MoveDialog>("Do it earlier or later", new() { [nameof(MoveDialog.Moved)] = step, [nameof(MoveDialog.Steps)] = steps }) is string before)
            await Work.AddAsync(step.Id, new MoveStep(step.Id, before));
    }

    private async Task ChangeAsync(Step step)
    {
        if (step.Arguments.IsEmpty)
        {
            Work.Refuse($"The step \"{step.Title}\" is given nothing that could be changed.");
            return;
        }
        if (await AskAsync<ChangeDialog>("Change a step", new() { [nameof(ChangeDialog.Step)] = step }) is ImmutableArray<PlanEdit> edits)
            await Work.AddAsync(step.Id, edits);
    }

    private async Task StrikeAsync(Step step)
    {
        var known = FaultsAfter(step);
        if (await AskAsync<FaultDialog>("What strikes", new() { [nameof(FaultDialog.Title)] = step.Title, [nameof(FaultDialog.Faults)] = known }) is not string fault) return;
        // The fault is the step right after this one, whatever it is called there.
        await Work.AddAsync(null, new InjectFault(fault, step.Id));
        if (Machine.Branch!.Edits.LastOrDefault() is InjectFault { Fault: var put, After: var after } && (put, after) == (fault, step.Id) && Machine.Timeline!.TryFind(step.Id, out var moment))
            Machine.Jump(moment.Step.Index + 1);
    }

    private Task MarkDifferences(Step step)
    {
        View.Show(View.Value with { Layers = View.Value.Layers | MapLayers.Differences, Against = step.Id });
        return Task.CompletedTask;
    }

    private Task NextBranchAsync()
    {
        if (Machine.Session?.Branches.All is not { Length: > 1 } all || Machine.Branch is not { } branch) return Task.CompletedTask;
        Machine.ShowBranch(all[(all.IndexOf(branch) + 1) % all.Length]);
        return Task.CompletedTask;
    }

    private void RemoveBranch()
    {
        if (Machine.Branch is { IsBase: false } branch) Work.Remove(branch);
        else Work.Refuse("This is the scenario's own run, which stays.");
    }

    private async Task<object?> AskAsync<TDialog>(string title, DialogParameters parameters)
        where TDialog : IComponent
    {
        dialog?.Close();
        dialog = await Dialogs.ShowAsync<TDialog>(title, parameters, new DialogOptions { Position = DialogPosition.TopCenter });
        return await dialog.Result is { Canceled: false } result ? result.Data : null;
    }
}
