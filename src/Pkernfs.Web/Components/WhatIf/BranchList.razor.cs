using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Components.WhatIf;

/// <summary>The session's runs as a small tree, the scenario's own first; what can be done with the one that is shown; and the one that is being made.</summary>
public sealed partial class BranchList : IDisposable
{
    private readonly Dictionary<SessionBranch, int> failures = [];
    private ElementReference nameInput;
    private SessionBranch? renamed;
    private bool focusName;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private BranchWork Work { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    public void Dispose()
    {
        Machine.Changed -= Follow;
        Machine.BranchesChanged -= Render;
        Work.Changed -= Render;
    }

    protected override void OnInitialized()
    {
        Machine.Changed += Follow;
        Machine.BranchesChanged += Render;
        Work.Changed += Render;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusName || renamed is null) return;
        focusName = false;
        await nameInput.FocusAsync();
    }

    private static string Title(SessionBranch branch) => branch.IsBase ? "The scenario's own run" : $"{branch.Name} ({branch.Key})";

    /// <summary>The scenario's own run on the left, the branch on the right.</summary>
    private static string CompareLink(MachineSession session, SessionBranch branch)
    {
        return (CompareView.Default with { Left = SideOf(session.Branches.Base), Right = SideOf(branch) }).ToUrl();

        CompareSide SideOf(SessionBranch run) => CompareSide.Of(session, PlanEdits.Write(run.Timeline.Plan.Edits));
    }

    /// <summary>Steps that failed in it.</summary>
    private int Failures(SessionBranch branch)
    {
        if (!failures.TryGetValue(branch, out int count)) failures[branch] = count = branch.Timeline.Moments.Count(moment => !moment.Step.Problems.IsEmpty);
        return count;
    }

    /// <summary>What a link to a branch has beside the view: its edits, which are the branch, and its name.</summary>
    private static string LinkTo(SessionBranch branch) =>
        branch.IsBase ? "edits=&branch=" : (ExplorerView.Default with { Edits = branch.Key, BranchName = branch.GivenName }).ToUrl()[2..] + (branch.GivenName is null ? "&branch=" : "");

    /// <summary>Offers the branch as a scenario file, which this explorer or the command line runs.</summary>
    private async Task SaveAsync(MachineSession session, SessionBranch branch)
    {
        if (ScenarioCopy.Of(session.Scenario, branch.Edits, branch.Name) is not { } text)
        {
            Work.Refuse($"The file of {session.ScenarioName} is written so that no edits can be put into it by themselves: give each of its keys a line of its own, or put \"{branch.Key}\" under 'edits:' by hand.");
            return;
        }
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "/js/scenarios.js");
        await module.InvokeVoidAsync("save", ScenarioCopy.NameOf(session.Scenario, branch.Name) + ".yaml", text);
    }

    private void Show(SessionBranch branch)
    {
        if (branch != Machine.Branch) Machine.ShowBranch(branch);
    }

    private void StartRename(SessionBranch branch)
    {
        if (branch.IsBase) return;
        (renamed, focusName) = (branch, true);
    }

    private void RenameTo(SessionBranch branch, ChangeEventArgs typed)
    {
        if (renamed == branch) Work.Rename(branch, typed.Value?.ToString() ?? "");
        renamed = null;
    }

    private void LeaveNameOnEscape(KeyboardEventArgs key)
    {
        if (key.Key is "Escape" or "Enter") renamed = key.Key == "Escape" ? null : renamed;
    }

    private void LeaveName() => renamed = null;

    private void Follow(MomentChange change)
    {
        if (!change.IsStep) Render();
    }

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
