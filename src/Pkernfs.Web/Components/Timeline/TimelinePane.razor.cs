using System.Globalization;
using Microsoft.AspNetCore.Components;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Timeline;

/// <summary>The run over its modelled clock: playback, and tracks to scrub over.</summary>
public sealed partial class TimelinePane : IDisposable
{
    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    private string PlayTitle => Machine.Timeline is not { } timeline ? "Play"
        : Machine.Index == timeline.Moments.Length - 1 ? "Play again"
        : Machine.Index == SessionStore.OpeningIndex(timeline) ? "Play the live update"
        : "Continue";

    private string Speed => string.Create(CultureInfo.InvariantCulture, $"{Machine.Cursor?.Speed ?? 1:0.##}×");

    public void Dispose() => Machine.Changed -= Follow;

    protected override void OnInitialized() => Machine.Changed += Follow;

    private void Follow(MomentChange change) => _ = InvokeAsync(StateHasChanged);
}
