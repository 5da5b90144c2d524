using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Timeline;

/// <summary>The run over its modelled clock: playback, and tracks to scrub over.</summary>
public sealed partial class TimelinePane : IAsyncDisposable
{
    /// <summary>What the plot is drawn for until the browser says how wide it is: a window of 1440 with the panes as they come.</summary>
    private const double FirstWidth = 1440 - 264;

    private readonly BrowserPart<TimelinePane> scrubber;
    private TimelineScene? scene;
    private RunTimeline? drawn;
    private InvariantReport? drawnReport;
    private IDisposable? nextBroken;
    private double width = FirstWidth;
    private MomentTransition transition;
    private ElementReference area;

    public TimelinePane() => scrubber = new(this);

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private string PlayTitle => Machine.Timeline is not { } timeline ? "Play"
        : Machine.Index == timeline.Moments.Length - 1 ? "Play again"
        : Machine.Index == SessionStore.OpeningIndex(timeline) ? "Play the live update"
        : "Continue";

    private string Speed => string.Create(CultureInfo.InvariantCulture, $"{Machine.Cursor?.Speed ?? 1:0.##}×");

    private string PlayheadStyle =>
        $"--left: {Pixels(scene!.LabelWidth)}; --right: {Pixels(scene.Width)}; --at: {Pixels(scene.LabelWidth + scene.Scale.StepEnds[Machine.Index])}; height: {Pixels(scene.Height)}";

    private string MomentWords => $"Step {Machine.Index + 1}, {Machine.Moment!.Step.Title}, {MomentWord.Clock(Machine.Moment.Step, Machine.Tracks!)} {MomentWord.ClockCaption(Machine.Moment.Step, Machine.Tracks!)}";

    /// <summary>Called by the browser when the tracks have another width, in CSS pixels.</summary>
    [JSInvokable]
    public void Resized(double pixels)
    {
        if (Math.Abs(pixels - width) < 1 || pixels is < 1 or > 20_000) return;
        width = pixels;
        transition = MomentTransition.None;
        Draw();
        StateHasChanged();
    }

    /// <summary>Called by the browser while a person points at the tracks. The first of a drag is a jump, to which Back returns; the rest go along.</summary>
    /// <param name="x">CSS pixels from the tracks' left edge.</param>
    [JSInvokable]
    public void ScrubTo(double x, bool first)
    {
        if (scene is null || !double.IsFinite(x)) return;
        int index = scene.Scale.StepAt(x - scene.LabelWidth);
        if (index == Machine.Index) return;
        if (first) Machine.Jump(index);
        else Machine.Seek(index);
    }

    public async ValueTask DisposeAsync()
    {
        Machine.Changed -= Follow;
        nextBroken?.Dispose();
        await scrubber.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        Machine.Changed += Follow;
        Draw();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await scrubber.BeginAsync(Js, "/js/scrub.js", "attach", area);
    }

    private static string Pixels(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#}px");

    private void Draw()
    {
        drawn = Machine.Timeline;
        drawnReport = Machine.Invariants;
        scene = drawn is null ? null : TimelineScene.Of(drawn, Machine.Tracks!, width, drawnReport);
        // The command is there while there is somewhere to go.
        if (drawnReport is not { AllHold: false })
        {
            nextBroken?.Dispose();
            nextBroken = null;
        }
        else
        {
            nextBroken ??= Commands.Answer(ExplorerCommand.NextBroken, () => Machine.Jump(Machine.NextBroken ?? Machine.Index));
        }
    }

    private void MoveByKey(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowLeft" when key.ShiftKey: Machine.StepPhase(-1); break;
            case "ArrowRight" when key.ShiftKey: Machine.StepPhase(1); break;
            case "ArrowLeft" or "ArrowDown": Machine.Step(-1); break;
            case "ArrowRight" or "ArrowUp": Machine.Step(1); break;
            case "PageDown": Machine.StepPhase(-1); break;
            case "PageUp": Machine.StepPhase(1); break;
            case "Home": Machine.Jump(0); break;
            case "End": Machine.Jump(int.MaxValue); break;
        }
    }

    private void Follow(MomentChange change) => _ = InvokeAsync(() =>
    {
        if (!ReferenceEquals(drawn, Machine.Timeline) || !ReferenceEquals(drawnReport, Machine.Invariants)) Draw();
        if (change.From != change.To) transition = change.Transition;
        StateHasChanged();
    });
}
