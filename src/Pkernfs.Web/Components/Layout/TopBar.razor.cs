using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>What is open and what moment it is, and what can be done with the whole of it. Says each step to those who listen instead of look.</summary>
public sealed partial class TopBar : IAsyncDisposable
{
    private static readonly TimeSpan resultTime = TimeSpan.FromSeconds(3);

    private static readonly Lazy<ImmutableArray<(string Name, string Title)>> builtIn = new(() =>
        [.. ScenarioLibrary.Names.Select(name => (name, ScenarioLibrary.Load(name).Scenario?.Title ?? name))]);

    private readonly BrowserPart<TopBar> sharing;
    private ElementReference shareButton;
    private CancellationTokenSource? resultShown;
    private string? shareResult;
    private string announcement = "";

    public TopBar() => sharing = new(this);

    [Inject]
    private Appearance Appearance { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private string Scenario => Machine.Session?.ScenarioName ?? View.Value.Scenario;

    private IEnumerable<(string Name, string Title)> Scenarios => builtIn.Value.Any(one => one.Name == Scenario)
        ? builtIn.Value
        : builtIn.Value.Add((Scenario, Machine.Session?.Scenario.Title ?? Scenario));

    private string ThemeIcon => Appearance.IsDark ? Icons.Material.Outlined.DarkMode : Icons.Material.Outlined.LightMode;

    /// <summary>Called by the browser after it copied the link, or could not.</summary>
    [JSInvokable]
    public async Task Shared(bool copied)
    {
        resultShown?.Cancel();
        var shown = resultShown = new CancellationTokenSource();
        shareResult = announcement = copied ? "Link copied." : "The browser did not let the link be copied: take it from the address bar.";
        StateHasChanged();
        try
        {
            await Task.Delay(resultTime, shown.Token);
            shareResult = null;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // Copied again, or gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Appearance.Changed -= Render;
        Machine.Changed -= Follow;
        Machine.BranchesChanged -= Render;
        resultShown?.Cancel();
        await sharing.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        Appearance.Changed += Render;
        Machine.Changed += Follow;
        Machine.BranchesChanged += Render;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await sharing.BeginAsync(Js, "/js/share.js", "attach", shareButton);
    }

    private static string Sentence(Step step)
    {
        int end = step.Explanation.IndexOf(". ", StringComparison.Ordinal);
        string first = end < 0 ? step.Explanation : step.Explanation[..(end + 1)];
        return string.Join(' ', [$"Step {step.Index + 1}, {step.Title}.", first, .. step.Problems]);
    }

    private void OpenScenario(ChangeEventArgs chosen)
    {
        if (chosen.Value is string name && name != Scenario) Machine.OpenScenario(name);
    }

    private void Follow(MomentChange change) => _ = InvokeAsync(() =>
    {
        if (change.From != change.To && Machine.Moment is { } moment) announcement = Sentence(moment.Step);
        StateHasChanged();
    });

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
