using Microsoft.AspNetCore.Components;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>A button for a command: named and hinted from the table of shortcuts, disabled while nobody answers to the command.</summary>
public sealed partial class CommandButton : IDisposable
{
    private Shortcut shortcut = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Parameter, EditorRequired]
    public ExplorerCommand Command { get; set; }

    /// <summary>One of MudBlazor's icons; null for a button of words.</summary>
    [Parameter]
    public string? Icon { get; set; }

    [Parameter]
    public string Class { get; set; } = "icon-button";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string Hint => $"{shortcut.Title} ({string.Join(' ', shortcut.Keycaps)})";

    public void Dispose() => Commands.AvailabilityChanged -= Render;

    protected override void OnInitialized() => Commands.AvailabilityChanged += Render;

    protected override void OnParametersSet() => shortcut = Shortcuts.For(Command);

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
