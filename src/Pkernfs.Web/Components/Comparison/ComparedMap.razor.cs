using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Components.Comparison;

/// <summary>The explorer's map of physical memory for one side, with the numbers of the differences on it.</summary>
public sealed partial class ComparedMap : IAsyncDisposable
{
    private readonly BrowserPart<ComparedMap> map;
    private ElementReference host;
    private MemoryScene scene = default!;
    private (RunInspection Run, int Index, bool Narrow, Camera? Camera)? composed;
    private ShownComparison? numbered;
    private Camera? sentCamera;
    private int sentPointed;
    private bool isSceneSent;
    private bool narrow;

    public ComparedMap() => map = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired]
    public SideName Side { get; set; }

    [Parameter, EditorRequired]
    public ShownComparison Shown { get; set; } = default!;

    [Parameter]
    public Camera? Camera { get; set; }

    [Parameter]
    public EventCallback<Camera?> CameraChanged { get; set; }

    /// <summary>The number that is brought out; 0 for none.</summary>
    [Parameter]
    public int Pointed { get; set; }

    [Parameter]
    public EventCallback<int> PointedChanged { get; set; }

    /// <summary>Raised when the map can be locked to another one.</summary>
    [Parameter]
    public EventCallback Opened { get; set; }

    /// <summary>The map in the browser; null before it was opened.</summary>
    public IJSObjectReference? Map => map.Running;

    /// <summary>Called by the map where its camera came to rest; <paramref name="level"/> "Space" is all of memory.</summary>
    [JSInvokable]
    public async Task Rested(ulong start, ulong length, string level)
    {
        if (!Enum.TryParse(level, out MapLevel known) || (known != MapLevel.Space && length == 0)) return;
        sentCamera = known == MapLevel.Space ? null : new Camera(new(start), new(length), known);
        await CameraChanged.InvokeAsync(sentCamera);
    }

    /// <summary>Called by the map when a cell was picked: what differs there is brought out.</summary>
    [JSInvokable]
    public async Task Picked(ulong start, ulong length)
    {
        ulong end = start + length;
        var there = MapNumber.Of(Shown.Comparison, Side).FirstOrDefault(number => number.Ranges.Chunk(2).Any(range => range[0] < end && range[0] + range[1] > start));
        await PointedChanged.InvokeAsync(there?.Number ?? 0);
    }

    /// <summary>Called by the map when the pointer comes to a number, and with 0 when it leaves.</summary>
    [JSInvokable]
    public Task Pointing(int number) => PointedChanged.InvokeAsync(number);

    /// <summary>Called by the map when its pane becomes narrow or wide.</summary>
    [JSInvokable]
    public async Task Formed(bool isNarrow)
    {
        if (map.IsGone || narrow == isNarrow) return;
        narrow = isNarrow;
        Compose();
        await SendAsync();
        StateHasChanged();
    }

    /// <summary>Takes the other map's camera along from now on; null ends it.</summary>
    public async Task LockAsync(ComparedMap? other)
    {
        if (Map is not null) await Map.InvokeVoidAsync("lock", other?.Map);
    }

    public ValueTask DisposeAsync() => map.DisposeAsync();

    protected override void OnParametersSet() => Compose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            if (!await map.BeginAsync(Js, Hosting.MapModule.Path, "open", host)) return;
            isSceneSent = false;
            await SendAsync();
            await Opened.InvokeAsync();
            return;
        }
        if (Map is not null) await SendAsync();
    }

    private void Compose()
    {
        var (run, index) = (Shown.RunOf(Side), Shown.IndexOf(Side));
        var wanted = (run, index, narrow, scene is { IsFolded: true } ? Camera : null);
        if (composed == wanted) return;
        composed = wanted;
        scene = MemoryScene.Of(run, index, MapLayers.Allocator | MapLayers.Tables | MapLayers.Medium, Camera, narrow, strips: true);
        isSceneSent = false;
    }

    /// <summary>Tells the browser what changed since it was told last.</summary>
    private async Task SendAsync()
    {
        if (Map is not { } running) return;
        if (!isSceneSent)
        {
            isSceneSent = true;
            var packed = PackedScene.Of(scene);
            await running.InvokeVoidAsync("show", packed.Words, packed.Extents, packed.Blocks, ViewValues.Word(MomentTransition.None));
        }
        if (!ReferenceEquals(numbered, Shown))
        {
            numbered = Shown;
            await running.InvokeVoidAsync("number", MapNumber.Of(Shown.Comparison, Side));
        }
        if (sentCamera != Camera)
        {
            sentCamera = Camera;
            await running.InvokeVoidAsync("look", Camera?.Start.Value ?? 0, Camera?.Length.Value ?? 0, (Camera?.Level ?? MapLevel.Space).ToString(), false);
        }
        if (sentPointed != Pointed)
        {
            sentPointed = Pointed;
            await running.InvokeVoidAsync("point", Pointed);
        }
    }
}
