using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>What is open and what moment it is, and what can be done with the whole of it. Says each step to those who listen instead of look.</summary>
public sealed partial class TopBar : IDisposable
{
    private static readonly Lazy<ImmutableArray<(string Name, string Title)>> builtIn = new(() =>
        [.. ScenarioLibrary.Names.Select(name => (name, ScenarioLibrary.Load(name).Scenario?.Title ?? name))]);

    private string announcement = "";

    [Inject]
    private Appearance Appearance { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    private string Scenario => Machine.Session?.ScenarioName ?? View.Value.Scenario;

    private IEnumerable<(string Name, string Title)> Scenarios => builtIn.Value.Any(one => one.Name == Scenario)
        ? builtIn.Value
        : builtIn.Value.Add((Scenario, Machine.Session?.Scenario.Title ?? Scenario));

    private string ThemeIcon => Appearance.IsDark ? Icons.Material.Outlined.DarkMode : Icons.Material.Outlined.LightMode;

    public void Dispose()
    {
        Appearance.Changed -= Render;
        Machine.Changed -= Follow;
        Machine.BranchesChanged -= Render;
    }

    protected override void OnInitialized()
    {
        Appearance.Changed += Render;
        Machine.Changed += Follow;
        Machine.BranchesChanged += Render;
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
