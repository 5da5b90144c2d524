using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Inspector;

/// <summary>Whatever is selected, at the moment shown: its bytes and bits, who is behind it, who maps it, and why it is as it is.</summary>
public sealed partial class InspectorPane : IAsyncDisposable
{
    /// <summary>Long lists stay folded until a reader asks.</summary>
    private static readonly string[] foldedAtFirst = ["registers"];

    private readonly List<IDisposable> answers = [];
    private readonly PastReading past = new(ByteHistory.Of);
    private HashSet<string> folded = [.. foldedAtFirst];
    private IJSObjectReference? browser;
    private (RunInspection? Run, int Index, Selection? Selection, Step? Against) shown;
    private InspectorSubject? subject;
    private MomentInspection? moment;
    private ImmutableArray<Disagreement> warnings = [];
    private ImmutableArray<TouchedRange> touched = [];
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

    private OwnedExtent? Owner => subject?.Role?.Owner;

    /// <summary>The restore of the device that is selected; of every device where a step after the blackout is.</summary>
    private DeviceRestore[] Restores => shown.Run is not { } run || subject is null ? []
        : subject.Function is { } function && shown.Selection is Selection.Function ? Restored(run).Where(device => device.Device.Address == function.Address).ToArray()
        : subject.Step is { Phase: >= Phase.Finish } ? Restored(run).Where(device => device.IsCarried).ToArray() : [];

    /// <summary>What became of what is selected since the moment that the map marks differences to; null while it marks none.</summary>
    private BytesSince? Since => shown is { Run: not null, Against: not null } && (shown.Selection is Selection.Bytes bytes ? bytes.Range : subject?.Past) is { } range && Machine is { Machine: { } machine, Against: { } against }
        ? BytesSince.Between(machine.Platform.Memory, against, range) : null;

    private string? RestoreCaption => shown.Run?.Restore() is { } restore ? $"{restore.Before.Id} to {restore.After.Id}" : null;

    private string PastCaption => past.IsReading ? $"reading to step {shown.Index + 1}" : $"to step {shown.Index + 1}";

    private string TouchedWords => new ByteCount(touched.Aggregate(0UL, (sum, range) => sum + range.Range.Length.Value)).ToString();

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

    private Task<bool> ReadPastAsync() => shown.Run is { } run ? past.ReadAsync(run, shown.Index, subject?.Past) : Task.FromResult(false);

    /// <summary>Works out what to show; false where it is what is shown already.</summary>
    private bool Look()
    {
        var now = (Machine.Run, Machine.Index, View.Value.Selection, Against: View.Value.Layers.HasFlag(MapLayers.Differences) ? Machine.Against?.Step : null);
        if (now == shown && subject is not null) return false;
        bool moved = now.Run != shown.Run || now.Index != shown.Index;
        shown = now;
        if (now.Run is not { } run)
        {
            (subject, moment) = (null, null);
            return true;
        }
        if (moved || moment is null) moment = MomentInspection.Of(run, now.Index);
        subject = InspectorSubject.Of(now.Selection, run, moment);
        touched = subject.Step is { } step ? run.TouchedIn(step.Index) : [];
        warnings = [.. Warnings(moment, subject, now.Selection)];
        return true;
    }

    // What is selected is warned of first; with nothing selected, everything that disagrees is told.
    private static IEnumerable<Disagreement> Warnings(MomentInspection moment, InspectorSubject subject, Selection? selection)
    {
        var functions = selection is null ? moment.Platform.Functions.Keys
            : subject.Function is { } function ? [function.Address]
            : subject.Role is { Kind: ByteRoleKind.ContextEntry } role && moment.FunctionOfEntry(role.Range.Start) is { } entry ? [entry]
            : Enumerable.Empty<PciAddress>();
        var about = functions.SelectMany(one => moment.DisagreementsOf(one).Concat(moment.UnrecordedMappings(one)));
        return (subject.Address is { } address ? moment.DisagreementsAt(address) : []).Concat(about).Take(selection is null ? 3 : 6);
    }

    private static DeviceRestore[] Restored(RunInspection run) => run.Restore() is { } restore ? [.. restore.Devices] : [];

    private bool IsOpen(string part) => !folded.Contains(part);

    private async Task ToggleAsync(string part)
    {
        if (!folded.Remove(part)) folded.Add(part);
        if (browser is not null) await browser.InvokeVoidAsync("remember", folded.Order());
    }

    private void Select(Selection? selection) => View.Show(View.Value with { Selection = selection }, keepInHistory: true);

    private void SelectRange(PhysicalRange range) => Select(new Selection.Bytes(range));

    private void SelectAddress(PhysicalAddress address) => Select(moment is null ? null : new Selection.Bytes(moment.RoleOf(address).Range));

    private void SelectRegister(string name) => Select(new Selection.Register(name));

    private Task CopyAddressAsync() =>
        subject?.Address is { } address ? CopyAsync(address.ToString("L", null), $"{address} copied.") : Task.CompletedTask;

    private async Task CopyAsync(string text, string sentence)
    {
        if (browser is null) return;
        said = await browser.InvokeAsync<bool>("copy", text) ? sentence : $"The browser gave no clipboard; copy it by hand: {text}";
    }

    private async Task OpenAsync<TDialog>(string title)
        where TDialog : IComponent =>
        await Dialogs.ShowAsync<TDialog>(title, new MudBlazor.DialogOptions { Position = MudBlazor.DialogPosition.TopCenter });
}
