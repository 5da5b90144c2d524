using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Components.Pages;

/// <summary>The editor for a scenario of the person's own: checked as they type, run in a session of its own.</summary>
public sealed partial class ScenariosOwn : IAsyncDisposable
{
    private static readonly JsonSerializerOptions keptFormat = new(JsonSerializerDefaults.Web);

    private ScenarioEditor? editor;
    // Before its first text there is nothing to run.
    private bool isFilled;
    private IJSObjectReference? browser;
    private ImmutableArray<Finding> findings = [];
    private string checkWords = "";
    private string? notice;
    private bool hasErrors;
    private CancellationTokenSource? running;
    private RunProgress? progress;
    private ElementReference cancelButton;
    private bool isCancelToFocus;

    [Inject]
    private ScenarioDraft Draft { get; set; } = default!;

    [Inject]
    private SessionStore Sessions { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>The built-in to begin a copy of; null to go on with what there is.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [Inject]
    private CopiedLinks Links { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= FollowAddress;
        if (running is not null) await running.CancelAsync();
        try
        {
            if (browser is not null) await browser.DisposeAsync();
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone.
        }
    }

    protected override void OnInitialized() => Navigation.LocationChanged += FollowAddress;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The button that was pressed is gone, and the keyboard's place with it: Escape must reach the one that took its place.
        if (!isCancelToFocus || running is null) return;
        isCancelToFocus = false;
        await cancelButton.FocusAsync();
    }

    private async Task BeginAsync()
    {
        browser = await Js.InvokeAsync<IJSObjectReference>("import", "/js/scenarios.js");
        if (Draft.Current is null && await RecallAsync() is { } kept) Draft.Restore(kept);
        TakeFromAddress();
        if (Draft.Current is null) Draft.Begin(ScenarioLibrary.Default);
        await ShowDraftAsync();
    }

    /// <summary>Begins the text that the address names or carries, if it does.</summary>
    private void TakeFromAddress()
    {
        if (From is not null && !Draft.Begin(ScenarioLibrary.Resolve(From)))
        {
            var linked = LinkedScenario.Of(From, null);
            notice = linked.Problem;
            if (Draft.Current is null) Draft.Begin(linked.Name);
        }
        var (file, problem) = OwnScenarioLink.Read(Navigation.Uri);
        notice ??= problem;
        if (file is null) return;
        if (file.Text != Draft.Current?.Text) Draft.Open(file.Text);
        // From here on the text is the person's: loaded again, the page keeps what they made of it.
        Navigation.NavigateTo(OwnScenarioLink.Path, replace: true);
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        bool isHere = "/" + Navigation.ToBaseRelativePath(change.Location).Split('?', '#')[0] == OwnScenarioLink.Path;
        if (browser is null || !isHere || !change.Location.Contains('?', StringComparison.Ordinal)) return;
        notice = null;
        TakeFromAddress();
        await ShowDraftAsync();
    });

    private async Task ShowDraftAsync()
    {
        if (Draft.Current is not { } draft) return;
        await editor!.SetTextAsync(draft.Text);
        isFilled = true;
        await CheckAsync(draft.Text);
    }

    private async Task BringBackAsync()
    {
        Draft.BringBack();
        await ShowDraftAsync();
    }

    private async Task<ScenarioResult> CheckAsync(string text)
    {
        Draft.Write(text);
        var draft = Draft.Current!;
        var result = await Task.Run(() => ScenarioReader.Read(draft.FileName, text, NoScenarioFiles.Instance));
        findings = result.Findings;
        hasErrors = !result.IsUsable;
        checkWords = hasErrors ? $"Cannot run: {FindingCount.Of(findings)}" : $"Can run: {FindingCount.Of(findings)}";
        await editor!.MarkAsync(findings);
        if (browser is not null) await browser.InvokeVoidAsync("keep", draft.FileName, draft.Origin, draft.Text);
        StateHasChanged();
        return result;
    }

    private async Task RunAsync()
    {
        if (running is not null || await editor!.TextAsync() is not { } text) return;
        notice = null;
        var result = await CheckAsync(text);
        if (result.Scenario is not { } scenario)
        {
            var first = findings.First(finding => finding.Severity == Severity.Error);
            notice = $"It cannot run yet: {FindingCount.Of(findings)}. The caret is at the first error.";
            await editor.GoToAsync(first.Line, first.Column);
            return;
        }
        running = new();
        progress = null;
        isCancelToFocus = true;
        checkWords = $"Running {scenario.Title}";
        StateHasChanged();
        var opened = await OpenAsync(scenario, running.Token);
        running.Dispose();
        running = null;
        if (opened.Session is { } session)
        {
            Navigation.NavigateTo((ExplorerView.Default with { Session = session.Id }).ToUrl());
            return;
        }
        notice = opened.Problem;
        checkWords = "The run was not opened";
        StateHasChanged();
    }

    private Task CancelAsync() => running?.CancelAsync() ?? Task.CompletedTask;

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Escape" ? CancelAsync() : Task.CompletedTask;

    private void Show(RunProgress now) => _ = InvokeAsync(() =>
    {
        progress = now;
        StateHasChanged();
    });

    private async Task<SessionResult> OpenAsync(Scenario scenario, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => Sessions.OpenAsync(scenario.Name, scenario, new RunReport(Show), cancellation), cancellation);
        }
        catch (OperationCanceledException)
        {
            return SessionResult.Refused("The run was cancelled. The text is as it was.");
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            return SessionResult.Refused($"The run failed, which is a mistake of the explorer's, not of your file: {problem.Message} The text is as it was.");
        }
    }

    private async Task CopyLinkAsync()
    {
        if (await editor!.TextAsync() is not { } text) return;
        Draft.Write(text);
        await Links.CopyAsync(OwnScenarioLink.Write(text));
    }

    private async Task SaveAsync()
    {
        if (browser is null || await editor!.TextAsync() is not { } text) return;
        Draft.Write(text);
        await browser.InvokeVoidAsync("save", Draft.Current!.FileName, text);
    }

    private async Task<DraftText?> RecallAsync()
    {
        var reference = await browser!.InvokeAsync<IJSStreamReference>("recall");
        await using var stream = await reference.OpenReadStreamAsync(ScenarioLimits.FileSize * 8L);
        try
        {
            return await JsonSerializer.DeserializeAsync<DraftText>(stream, keptFormat) is { FileName: not null, Text: not null } kept ? kept : null;
        }
        catch (JsonException)
        {
            // Another version of the explorer kept it otherwise; there is nothing to read then.
            return null;
        }
    }

    private sealed class RunReport(Action<RunProgress> show) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => show(value);
    }
}
