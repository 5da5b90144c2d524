using Microsoft.AspNetCore.Components;
using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.State.Comparing;

/// <summary>Answers to the commands that lead from the explorer to the compare page, for as long as it is not disposed.</summary>
public sealed class CompareCommands : IDisposable
{
    private readonly IDisposable[] answers;

    public CompareCommands(ExplorerCommands commands, OpenMachine machine, CurrentView view, NavigationManager navigation) => answers =
    [
        commands.Answer(ExplorerCommand.Compare, () => Go(navigation, machine, view, WithOtherApproach)),
        commands.Answer(ExplorerCommand.CompareStepBefore, () => Go(navigation, machine, view, side => WithStepBefore(side, machine))),
    ];

    public void Dispose()
    {
        foreach (var answer in answers) answer.Dispose();
    }

    private static void Go(NavigationManager navigation, OpenMachine machine, CurrentView view, Func<CompareSide, CompareView> compare)
    {
        if (machine is not { Session: { } session, Timeline: { } timeline, Moment.Step: { } step }) return;
        var here = CompareSide.Of(session, PlanEdits.Write(timeline.Plan.Edits), step.Id);
        navigation.NavigateTo((compare(here) with { LeftCamera = view.Value.Camera, Theme = view.Value.Theme }).ToUrl());
    }

    /// <summary>A what-if is held against its own scenario, a scenario against another approach.</summary>
    private static CompareView WithOtherApproach(CompareSide here) =>
        CompareView.Default with { Left = here, Right = here.Edits.Length > 0 ? new(here.Machine, File: here.File) : new(CompareView.Counterpart(here.Machine)) };

    private static CompareView WithStepBefore(CompareSide here, OpenMachine machine) =>
        CompareView.Default with { Left = here with { Step = machine.Timeline!.Moments[Math.Max(0, machine.Index - 1)].Step.Id }, Right = here };
}
