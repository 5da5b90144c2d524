using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Components.Tour;

/// <summary>
/// The tour over the pages: its place is in the address, and a stop is a page's address with the stop's number. Begun by command from any page; left, it leaves
/// the reader where they are.
/// </summary>
public sealed partial class GuidedTour : IDisposable
{
    private IDisposable? answer;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private OpenComparison Machines { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    /// <summary>The stop that the open page is at; null where it is not on the tour.</summary>
    private int? Number => Page switch
    {
        "" => View.Value.Tour,
        "compare" => Machines.View.Tour,
        _ => null,
    } is { } number ? Math.Clamp(number, 1, TourStops.All.Length) : null;

    /// <summary>True where the reader went to another moment than the stop's.</summary>
    private bool IsAway
    {
        get
        {
            if (TourStops.At(Number) is not { } stop) return false;
            if (Page == "compare")
            {
                var wanted = CompareView.Parse(stop.Address).View;
                return Machines.Shown is not null && (wanted.Left.Step, wanted.Right.Step) != (Machines.View.Left.Step, Machines.View.Right.Step);
            }
            return Machine.Moment is { } moment && ExplorerView.Parse(stop.Address).View.Step != moment.Step.Id;
        }
    }

    private string Page => Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];

    public void Dispose()
    {
        answer?.Dispose();
        Navigation.LocationChanged -= FollowAddress;
        View.Changed -= Render;
        Machine.Changed -= FollowMachine;
        Machines.Changed -= Render;
    }

    protected override void OnInitialized()
    {
        Complete(Navigation.Uri);
        answer = Commands.Answer(ExplorerCommand.BeginTour, () => Go(1));
        Navigation.LocationChanged += FollowAddress;
        View.Changed += Render;
        Machine.Changed += FollowMachine;
        Machines.Changed += Render;
    }

    private void Go(int number) => Navigation.NavigateTo(AddressOf(number));

    private void Leave()
    {
        // Both pages: whichever is opened next is not on the tour.
        View.Show(View.Value with { Tour = null });
        if (Page == "compare") Machines.Show(Machines.View with { Tour = null });
    }

    /// <summary>A stop's address in the colours of the page that is left for it.</summary>
    private string AddressOf(int number) => TourStops.AddressOf(number) + ((Page == "compare" ? Machines.View.Theme : View.Value.Theme) is { } theme ? $"&theme={ViewValues.Word(theme)}" : "");

    /// <summary>An address that says nothing but the stop means the stop's own.</summary>
    private void Complete(string uri)
    {
        int at = uri.IndexOf('?', StringComparison.Ordinal);
        if (at < 0) return;
        var query = QueryHelpers.ParseQuery(uri[at..].Split('#')[0]);
        if (query.Keys.Any(key => key is not (TourStops.Key or "theme")) || !ViewValues.TryReadTour(query.GetValueOrDefault(TourStops.Key).ToString(), out int? number)) return;
        string theme = query.TryGetValue("theme", out var asked) ? $"&theme={Uri.EscapeDataString(asked.ToString())}" : "";
        Navigation.NavigateTo(TourStops.AddressOf(number!.Value) + theme, replace: true);
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        Complete(change.Location);
        Render();
    }

    private void FollowMachine(MomentChange change)
    {
        if (View.Value.Tour is not null) Render();
    }

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
