using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Web.Hosting;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Memory;

/// <summary>The map of physical memory. The server says what is there, the browser draws it and moves the camera.</summary>
public sealed partial class MemoryPane : IAsyncDisposable
{
    private readonly BrowserPart<MemoryPane> map;
    private IDisposable? answer;
    private ElementReference host;
    private MemoryScene? scene;
    private SceneAhead? ahead;
    private PageScene? page;
    private ImmutableArray<MapPlace> places = [];
    private PhysicalRange selected;
    private ExplorerView shownView = ExplorerView.Default;
    private string caption = "";
    private string? first;
    private bool narrow;

    public MemoryPane() => map = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private Appearance Appearance { get; set; } = default!;

    /// <summary>The map alone, as the server draws it, where no script does.</summary>
    /// <param name="size">About its pane's, which nobody has measured then.</param>
    private string Still(string size) => PictureOrder.Address(PictureView.Memory, PictureFormat.Svg, View.Value, PictureTheme.Dark, size, isFramed: false);

    /// <summary>Called by the map where its camera came to rest; <paramref name="level"/> "Space" is all of memory.</summary>
    [JSInvokable]
    public void Rested(ulong start, ulong length, string level)
    {
        if (map.IsGone || !Enum.TryParse(level, out MapLevel known) || (known != MapLevel.Space && length == 0)) return;
        View.Show(View.Value with { Camera = known == MapLevel.Space ? null : new Camera(new(start), new(length), known) });
    }

    /// <summary>Called by the map when a cell was picked.</summary>
    [JSInvokable]
    public void Picked(ulong start, ulong length)
    {
        if (length > 0) Select(new(new(start), new(length)));
    }

    /// <summary>Called by the map when its pane becomes narrow or wide.</summary>
    [JSInvokable]
    public async Task Formed(bool isNarrow)
    {
        if (map.IsGone || narrow == isNarrow) return;
        narrow = isNarrow;
        Compose();
        await SendAsync(MomentTransition.None);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        answer?.Dispose();
        Machine.Changed -= FollowMachine;
        View.Changed -= FollowView;
        Appearance.Changed -= FollowAppearance;
        await map.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        answer = Commands.Answer(ExplorerCommand.MarkDifferences, () => Hold(Machine.Moment?.Step.Id));
        Machine.Changed += FollowMachine;
        View.Changed += FollowView;
        Appearance.Changed += FollowAppearance;
        shownView = View.Value;
        Compose();
        if (!RendererInfo.IsInteractive && scene is not null) first = FirstPicture.Of(scene, View.Value.Camera);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !await map.BeginAsync(Js, MapModule.Path, "open", host)) return;
        await SendAsync(MomentTransition.None);
        await LookAsync(animate: false);
        await MarkAsync();
        await SendNextAsync();
    }

    private void FollowMachine(MomentChange change) => _ = InvokeAsync(async () =>
    {
        Compose();
        // The picture first: what stands around it is drawn in the same frame or the next.
        var sent = SendAsync(change.Transition);
        StateHasChanged();
        await sent;
        await MarkAsync();
        await SendNextAsync();
    });

    private void FollowView() => _ = InvokeAsync(async () =>
    {
        var (old, now) = (shownView, View.Value);
        shownView = now;
        bool moved = old.Camera != now.Camera;
        bool layered = old.Layers != now.Layers || old.Against != now.Against;
        if (layered || (moved && scene is { IsFolded: true }))
        {
            Compose();
            await SendAsync(MomentTransition.None);
        }
        else if (moved && scene is { Differences: not null } and var seen && Machine is { Machine: { } machine, Against: { } against })
        {
            scene = seen.Near(now.Camera, machine.Platform.Memory, against);
            ComposeDetail();
            if (scene != seen) await SendAsync(MomentTransition.None);
        }
        else if (moved)
        {
            ComposeDetail();
        }
        if (moved) await LookAsync(animate: true);
        if (old.Layers != now.Layers || (moved && scene is { IsFolded: true })) await SendNextAsync();
        if (old.Selection != now.Selection) await MarkAsync();
        if (moved || layered || old.Selection != now.Selection) StateHasChanged();
    });

    private void FollowAppearance() => _ = InvokeAsync(StateHasChanged);

    private void Compose()
    {
        if (Machine.Run is not { } run)
        {
            scene = null;
            return;
        }
        scene = ahead is { } known && known.IsOf(run, Machine.Index, View.Value, narrow) ? known.Scene : MemoryScene.Of(run, Machine.Index, View.Value.Layers, View.Value.Camera, narrow, against: Machine.Against);
        ulong ram = Machine.Machine!.Platform.Board.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value);
        string carveOut = run.Region is not null ? "one block 2 MiB" : run.NamedRegion is { } named ? $"carve-out {named.Name}" : "no carve-out";
        caption = $"{RoundSize.Short(new(ram))} of RAM, {carveOut}";
        ComposeDetail();
    }

    private void ComposeDetail()
    {
        if (scene is null || Machine.Run is not { } run) return;
        var camera = View.Value.Camera;
        places = MapPlaces.Of(camera, scene.Sections);
        page = camera is { Level: MapLevel.Entry or MapLevel.Bytes } ? PageScene.Of(Machine.Machine!, run.OwnershipAt(Machine.Index), camera.Start.AlignDown(ByteCount.Page)) : null;
        selected = SelectedPlace();
    }

    private async Task SendAsync(MomentTransition transition)
    {
        if (map.Running is not { } running || scene is null) return;
        bool isThere = ReferenceEquals(ahead?.Scene, scene);
        ahead = null;
        if (isThere)
        {
            await running.InvokeVoidAsync("showExpected", ViewValues.Word(transition), Machine.Index);
            return;
        }
        var packed = PackedScene.Of(scene);
        await running.InvokeVoidAsync("show", packed.Words, packed.Extents, packed.Blocks, ViewValues.Word(transition), Machine.Index);
    }

    /// <summary>
    /// What the next step will show, once this one is on screen: the browser draws it at the key's press. Who plays presses no key, and who steps on before
    /// this is sent is ahead of it.
    /// </summary>
    private async Task SendNextAsync()
    {
        int next = Machine.Index + 1;
        if (map.Running is not { } running || Machine.Run is not { } run || next >= run.Timeline.Moments.Length || Machine.Cursor is { IsPlaying: true }) return;
        var coming = MemoryScene.Of(run, next, View.Value.Layers, View.Value.Camera, narrow);
        ahead = new(run, next, View.Value.Layers, View.Value.Camera, narrow, coming);
        var packed = PackedScene.Of(coming);
        await running.InvokeVoidAsync("expect", packed.Words, packed.Extents, packed.Blocks, ViewValues.Word(Machine.TransitionTo(next)), next);
    }

    private async Task LookAsync(bool animate)
    {
        if (map.Running is not { } running) return;
        var camera = View.Value.Camera;
        await running.InvokeVoidAsync("look", camera?.Start.Value ?? 0, camera?.Length.Value ?? 0, (camera?.Level ?? MapLevel.Space).ToString(), animate);
    }

    private async Task MarkAsync()
    {
        selected = SelectedPlace();
        if (map.Running is { } running) await running.InvokeVoidAsync("select", selected.Start.Value, selected.Length.Value);
    }

    private PhysicalRange SelectedPlace() => SelectedRange.Of(View.Value.Selection, Machine.Machine?.Platform);

    private void Select(PhysicalRange range) => View.Show(View.Value with
    {
        Selection = range.Length == ByteCount.Page && range.Start.IsAligned(ByteCount.Page) ? new Selection.Frame(range.Start.Frame) : new Selection.Bytes(range),
    });

    private void ShowLayers(MapLayers layers) => View.Show(View.Value with { Layers = layers });

    /// <summary>Marks what differs from the end of a step; null for the step before that shown.</summary>
    private void Hold(string? step) => View.Show(View.Value with { Layers = View.Value.Layers | MapLayers.Differences, Against = step });

    private void Go(Camera? camera) => View.Show(View.Value with { Camera = camera }, keepInHistory: true);

    private void CloseBytes() => Go(places.Length > 1 ? places[^2].Camera : null);
}
