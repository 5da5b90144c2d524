using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Pkernfs.Core.Costs;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Cost;
using Pkernfs.Web.Scenes.Cost;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Pages;

/// <summary>What each approach costs, side by side: a table, bars and curves, over parameters that anyone can change. The address says it all.</summary>
public sealed partial class Cost : IDisposable
{
    private ImmutableArray<string> messages = [];
    private ImmutableArray<CostColumn> columns = [];
    private ImmutableArray<BlackoutBar> bars = [];
    private IReadOnlyDictionary<string, double> shares = ImmutableSortedDictionary<string, double>.Empty;
    private CostCurves curves = default!;
    private string guestProblem = "";
    private IDisposable? answer;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private CostStore Store { get; set; } = default!;

    [Inject]
    private CurrentView Explorer { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    private CostView View { get; set; } = CostView.Default;

    private bool IsReady => Store is { Running: null, Progress: { Done: > 0 } };

    private bool IsChanged => (View with { Theme = null }).ToUrl() != CostView.Path;

    private string ShareOf => columns.FirstOrDefault(column => column.Report is not null)?.Name ?? "";

    public void Dispose()
    {
        answer?.Dispose();
        Navigation.LocationChanged -= FollowAddress;
        Store.Changed -= Render;
    }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += FollowAddress;
        Store.Changed += Render;
        // The layout, which answered first, has chosen it; the address keeps it.
        answer = Commands.Answer(ExplorerCommand.SwitchTheme, () => Show(View with { Theme = Explorer.Value.Theme is { } theme ? ViewValues.Word(theme) : null }));
        Open(Navigation.Uri);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) Store.Begin();
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        string path = Navigation.ToBaseRelativePath(change.Location).Split('?', '#')[0];
        if (path != CostView.Path[1..]) return;
        Open(change.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private void Open(string uri)
    {
        (View, messages) = CostView.Parse(uri);
        guestProblem = "";
        WorkOut();
    }

    /// <summary>Shows another view; the address bar follows, and tells nothing new when it reports it.</summary>
    private void Show(CostView view)
    {
        View = view;
        guestProblem = "";
        messages = [];
        WorkOut();
        Navigation.NavigateTo(view.ToUrl(), replace: true);
    }

    private void SetParameters(CostParameters parameters) => Show(View with { Parameters = parameters });

    private void SetGuest(string? text)
    {
        var next = View.WithGuest(text ?? "", out string problem);
        if (problem.Length == 0) Show(next);
        else guestProblem = problem;
    }

    private void Render() => _ = InvokeAsync(() =>
    {
        WorkOut();
        StateHasChanged();
    });

    private void WorkOut()
    {
        Store.Wanted = View.Leaves;
        columns = [.. CostSubjects.BuiltIn.Select(Column)];
        bars = BlackoutBar.Of(columns);
        curves = new(Store, View, columns);
        shares = columns.FirstOrDefault(column => column.Report is not null)?.Report?.BlackoutByParameter() ?? ImmutableSortedDictionary<string, double>.Empty;
    }

    private CostColumn Column(CostSubject subject, int index)
    {
        var guest = View.Guest ?? subject.Scenario.Plan.Guest.Memory;
        var measurement = View.IsOwnRun ? Store.Own(index) : Store.Estimate(index, guest, View.Leaves);
        var report = measurement?.Profile is { } profile ? CostReport.Of(profile, View.Parameters) : null;
        return new(index, subject, guest, report, measurement?.Problem, report is null ? [] : [.. PostedLimits.ExceededBy(report.Profile)]);
    }
}
