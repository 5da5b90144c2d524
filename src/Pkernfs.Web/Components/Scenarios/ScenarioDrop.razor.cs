using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Pkernfs.Web.Components.Links;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>
/// Takes a file that is chosen here, or dropped or pasted anywhere on the page, and tells by its content what it is: a scenario is opened in the editor,
/// a walk-through is played, an exported picture and a link that came as a file lead to their moment.
/// </summary>
public sealed partial class ScenarioDrop : IAsyncDisposable
{
    private InputFile? input;
    private IJSObjectReference? drops;
    private string? message;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ScenarioDraft Draft { get; set; } = default!;

    [Inject]
    private WalkthroughOpening Walkthroughs { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private LinkFileOpening LinkFiles { get; set; } = default!;

    [Parameter]
    public string ButtonText { get; set; } = "Choose a file";

    /// <summary>True to take drops only, without a button.</summary>
    [Parameter]
    public bool IsHidden { get; set; }

    /// <summary>Called when <see cref="ScenarioDraft.Current"/> is a file just taken; without it the editor's page opens.</summary>
    [Parameter]
    public EventCallback Taken { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (drops is null) return;
        try
        {
            await drops.InvokeVoidAsync("stop");
            await drops.DisposeAsync();
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and its listeners with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "/js/scenarios.js");
        drops = await module.InvokeAsync<IJSObjectReference>("catchDrops", input!.Element);
    }

    private async Task TakeAsync(InputFileChangeEventArgs change)
    {
        if (change.FileCount == 0) return;
        message = null;
        var first = change.GetMultipleFiles(int.MaxValue)[0];
        if (await OwnPicture.ReadAsync(first) is { } picture)
        {
            message = picture.Refusal;
            if (picture.Link is not null) Navigation.NavigateTo(picture.Link);
            return;
        }
        var file = await OwnFile.ReadAsync(first);
        if (file.Text is null)
        {
            message = file.Refusal + (Draft.Current is null ? "" : " The text in the editor is as it was.");
            return;
        }
        if (LinkFile.TryRead(file.Text, out string? link))
        {
            await FollowAsync(file.Name, link);
            return;
        }
        if (WalkthroughText.IsOne(file.Text))
        {
            bool isOpen = await Walkthroughs.OpenAsync(file);
            // The explorer says itself what is wrong with a file; other pages have no place for it.
            if (isOpen && !View.IsExplorerOpen) Navigation.NavigateTo(View.Value.ToUrl());
            else if (!isOpen && !View.IsExplorerOpen) message = string.Join(' ', new[] { Walkthroughs.Problem! }.Concat(Walkthroughs.Findings.Take(1).Select(found => $"Line {found.Line}: {found.Message}")));
            return;
        }
        Draft.Open(file.Name, file.Text);
        if (change.FileCount > 1) message = $"{change.FileCount} files came at once; {file.Name} is open, the others are not.";
        if (Taken.HasDelegate) await Taken.InvokeAsync();
        else Navigation.NavigateTo("/scenarios/own");
    }

    /// <summary>Opens the view that a file links to.</summary>
    private async Task FollowAsync(string fileName, string link)
    {
        message = $"Opening what {fileName} links to.";
        StateHasChanged();
        var (address, problem) = await LinkFiles.OpenAsync(link);
        message = problem is null ? null : $"{fileName} was not opened: {problem}";
        if (address is not null) Navigation.NavigateTo(address);
    }
}
