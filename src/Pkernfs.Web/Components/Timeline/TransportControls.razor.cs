using System.Globalization;
using Microsoft.AspNetCore.Components;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Timeline;

/// <summary>Play, step and where in the run we are.</summary>
public sealed partial class TransportControls
{
    private static readonly (IReadOnlyList<string> Keys, string Word)[] hints =
    [
        (Shortcuts.For(ExplorerCommand.PlayOrPause).Keycaps, "play"),
        ([.. Shortcuts.For(ExplorerCommand.PreviousStep).Keycaps, .. Shortcuts.For(ExplorerCommand.NextStep).Keycaps], "step"),
        (Shortcuts.For(ExplorerCommand.Search).Keycaps, "address"),
        (Shortcuts.For(ExplorerCommand.Walk).Keycaps, "walk"),
        (Shortcuts.For(ExplorerCommand.ShowPalette).Keycaps, "commands"),
    ];

    [Parameter]
    public bool IsPlaying { get; set; }

    /// <summary>What the main button says while paused: "Play the live update", "Continue".</summary>
    [Parameter]
    public string PlayTitle { get; set; } = "Play the live update";

    /// <summary>The current step's place, from 1.</summary>
    [Parameter]
    public int StepNumber { get; set; }

    /// <summary>How many steps the run has; 0 while no machine is open.</summary>
    [Parameter]
    public int StepCount { get; set; }

    /// <summary>How fast it plays, in words: "0.1×".</summary>
    [Parameter]
    public string Speed { get; set; } = "1×";

    private string PlayWord => IsPlaying ? "Pause" : PlayTitle;

    private string Progress => string.Create(CultureInfo.InvariantCulture, $"{100.0 * StepNumber / StepCount:0.##}%");
}
