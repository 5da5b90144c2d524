using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>What is open and what moment it is, and what can be done with the whole of it.</summary>
public sealed partial class TopBar : IDisposable
{
    [Inject]
    private Appearance Appearance { get; set; } = default!;

    /// <summary>Scenario and approach.</summary>
    [Parameter]
    public RenderFragment? Choices { get; set; }

    /// <summary>Which kernel runs; null while no machine is open.</summary>
    [Parameter]
    public KernelStatus? Kernel { get; set; }

    /// <summary>The modelled clock: "T+268.4 ms"; null while no machine is open.</summary>
    [Parameter]
    public string? Clock { get; set; }

    [Parameter]
    public string ClockCaption { get; set; } = "modelled";

    private string ThemeIcon => Appearance.IsDark ? Icons.Material.Outlined.DarkMode : Icons.Material.Outlined.LightMode;

    public void Dispose() => Appearance.Changed -= Render;

    protected override void OnInitialized() => Appearance.Changed += Render;

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
