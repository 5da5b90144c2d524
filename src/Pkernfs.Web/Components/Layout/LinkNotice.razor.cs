using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>Says what of the opened link could not be read or is not there, over the page so that nothing moves for it.</summary>
public sealed partial class LinkNotice : IDisposable
{
    private ImmutableArray<string> dismissed = [];

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    private ImmutableArray<string> Messages => [.. View.Messages, .. Machine.Missing, .. Machine.Problem is { } problem ? new[] { problem } : []];

    public void Dispose()
    {
        View.Changed -= Render;
        Machine.Changed -= RenderForMachine;
    }

    protected override void OnInitialized()
    {
        View.Changed += Render;
        Machine.Changed += RenderForMachine;
    }

    private void Render() => _ = InvokeAsync(StateHasChanged);

    private void RenderForMachine(MomentChange change)
    {
        if (!change.IsStep) Render();
    }
}
