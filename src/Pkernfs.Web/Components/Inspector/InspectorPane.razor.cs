using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Scenes.Inspector;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Inspector;

/// <summary>Whatever is selected, at the moment shown: its bytes and bits, who is behind it, who maps it, and why it is as it is.</summary>
public sealed partial class InspectorPane : IAsyncDisposable
{
    private readonly List<IDisposable> answers = [];
    private readonly PastReading past = new(ByteHistory.Of);
    private HashSet<string> folded = [.. InspectorScene.FoldedAtFirst];
    private IJSObjectReference? browser;
    private (RunInspection? Run, int Index, Selection? Selection, Step? Against) shown;
    private InspectorScene? scene;
    private MomentInspection? moment;
    private string said = "";

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private MudBlazor.IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        Machine.Changed -= FollowMoment;
        View.Changed -= FollowView;
        foreach (var answer in answers) answer.Dispose();
        past.Dispose();
        try
        {
            if (browser is not null) await browser.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
    }

    protected override async Task OnInitializedAsync()
    {
        Machine.Changed += FollowMoment;
        View.Changed += FollowView;
        answers.Add(Commands.Answer(ExplorerCommand.Search, () => OpenAsync<SearchDialog>("Search")));
        answers.Add(Commands.Answer(ExplorerCommand.GoTo, () => OpenAsync<GoToDialog>("Go to")));
        answers.Add(Commands.Answer(ExplorerCommand.FullRestore, () => Dialogs.ShowAsync<RestoreDialog>("Full restore", new MudBlazor.DialogOptions { MaxWidth = MudBlazor.MaxWidth.Medium, FullWidth = true })));
        answers.Add(Commands.Answer(ExplorerCommand.ShowInvariants, () => Dialogs.ShowAsync<InvariantsDialog>("Invariants", InvariantsDialog.Options)));
        if (Look()) await ReadPastAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        browser = await Js.InvokeAsync<IJSObjectReference>("import", "/js/inspector.js");
        if (await browser.InvokeAsync<string[]?>("folded") is not { } names) return;
        folded = [.. names];
        StateHasChanged();
    }

    private void FollowMoment(MomentChange change) => _ = InvokeAsync(RefreshAsync);

    private void FollowView() => _ = InvokeAsync(RefreshAsync);

    private async Task RefreshAsync()
    {
        if (!Look()) return;
        var reading = ReadPastAsync();
        StateHasChanged();
        if (await reading) StateHasChanged();
    }

    private Task<bool> ReadPastAsync() => shown.Run is { } run ? past.ReadAsync(run, shown.Index, scene?.Subject.Past) : Task.FromResult(false);

    /// <summary>Works out what to show; false where it is what is shown already.</summary>
    private bool Look()
    {
        var now = (Machine.Run, Machine.Index, View.Value.Selection, Against: View.Value.Layers.HasFlag(MapLayers.Differences) ? Machine.Against?.Step : null);
        if (now == shown && scene is not null) return false;
        bool moved = now.Run != shown.Run || now.Index != shown.Index;
        shown = now;
        if (now.Run is not { } run)
        {
            (scene, moment) = (null, null);
            return true;
        }
        if (moved || moment is null) moment = MomentInspection.Of(run, now.Index);
        scene = InspectorScene.Of(run, moment, now.Index, now.Selection, now.Against is null ? null : Machine.Against);
        return true;
    }

    // The history is on its way for a while after all else.
    private string? CaptionOf(InspectorPart part) => part.Name == "past" && past.IsReading ? $"reading {part.Caption}" : part.Caption;

    private bool IsOpen(string part) => !folded.Contains(part);

    private async Task ToggleAsync(string part)
    {
        if (!folded.Remove(part)) folded.Add(part);
        if (browser is not null) await browser.InvokeVoidAsync("remember", folded.Order());
    }

    private void Select(Selection? selection) => View.Show(View.Value with { Selection = selection }, keepInHistory: true);

    private void SelectRange(PhysicalRange range) => Select(new Selection.Bytes(range));

    private void SelectAddress(PhysicalAddress address) => Select(moment is null ? null : new Selection.Bytes(moment.RoleOf(address).Range));

    private Task CopyAddressAsync() =>
        scene?.Subject.Address is { } address ? CopyAsync(address.ToString("L", null), $"{address} copied.") : Task.CompletedTask;

    private async Task CopyAsync(string text, string sentence)
    {
        if (browser is null) return;
        said = await browser.InvokeAsync<bool>("copy", text) ? sentence : $"The browser gave no clipboard; copy it by hand: {text}";
    }

    private async Task OpenAsync<TDialog>(string title)
        where TDialog : IComponent =>
        await Dialogs.ShowAsync<TDialog>(title, new MudBlazor.DialogOptions { Position = MudBlazor.DialogPosition.TopCenter });
}
