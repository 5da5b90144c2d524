using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>The presenter's pointer: told while one presents, drawn while one follows. Followers get the newest place only, one at a time.</summary>
public sealed partial class PointerLayer : IAsyncDisposable
{
    private const string Module = "/js/presenting/pointer.js";

    private BrowserPart<PointerLayer>? part;
    private SessionPresentation? watched;
    private ElementReference ring;
    private PresentationRole role;
    private string name = "", told = "";
    private bool follows, isSending;
    private volatile bool isStale;

    [Inject]
    private OpenPresentation Presentation { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>Called by the browser when the presenter's pointer is elsewhere.</summary>
    [JSInvokable]
    public void Pointed(string target, double x, double y, ulong? address, int depth) => Presentation.Point(new(target, x, y, address, depth));

    /// <summary>Called by the browser when the pointer left the page.</summary>
    [JSInvokable]
    public void PointedNowhere() => Presentation.Point(null);

    public async ValueTask DisposeAsync()
    {
        Presentation.Changed -= Follow;
        if (watched is not null) watched.PointerChanged -= Send;
        if (part is not null) await part.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        Presentation.Changed += Follow;
        Update();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!RendererInfo.IsInteractive) return;
        if (firstRender) await ResumeAsync();
        if (role == PresentationRole.Presenting && part is { Running: { } leading } && told != Presentation.Me.Name) await leading.InvokeVoidAsync("rename", told = Presentation.Me.Name);
        if (role == Presentation.Role) return;
        role = Presentation.Role;
        var former = part;
        part = null;
        if (former is not null) await former.DisposeAsync();
        if (role is not (PresentationRole.Presenting or PresentationRole.Following)) return;
        var begun = part = new(this);
        if (role == PresentationRole.Presenting) await begun.BeginAsync(Js, Module, "lead", Machine.Session!.Id, told = Presentation.Me.Name);
        else if (await begun.BeginAsync(Js, Module, "follow", ring)) Send();
    }

    /// <summary>A presenter whose page was loaded again goes on; nobody else is asked.</summary>
    private async Task ResumeAsync()
    {
        if (Presentation.Presentation is not { IsPresenterAway: true } || Machine.Session is not { } session) return;
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Module);
        if (await module.InvokeAsync<string?>("nameOfPresenter", session.Id) is { } kept) Presentation.Resume(kept);
    }

    private void Follow() => _ = InvokeAsync(() =>
    {
        Update();
        StateHasChanged();
    });

    private void Update()
    {
        var presentation = Presentation.Presentation;
        if (presentation != watched)
        {
            if (watched is not null) watched.PointerChanged -= Send;
            watched = presentation;
            if (watched is not null) watched.PointerChanged += Send;
        }
        follows = Presentation.Role == PresentationRole.Following;
        name = presentation?.Presenter is { Name.Length: > 0 } presenter ? presenter.Name : "Presenter";
    }

    private void Send()
    {
        isStale = true;
        _ = InvokeAsync(SendAsync);
    }

    private async Task SendAsync()
    {
        if (isSending || part is not { Running: { } running } || Presentation.Role != PresentationRole.Following) return;
        isSending = true;
        try
        {
            while (isStale)
            {
                isStale = false;
                if (watched?.Pointer is { } at) await running.InvokeVoidAsync("show", at.Part, at.X, at.Y, at.Address, at.Depth);
                else await running.InvokeVoidAsync("hide");
            }
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone, or follows no more.
        }
        isSending = false;
    }
}
