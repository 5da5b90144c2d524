using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Layout;

/// <summary>Says what of the opened link could not be read, over the page so that nothing moves for it.</summary>
public sealed partial class LinkNotice : IDisposable
{
    private ImmutableArray<string> dismissed = [];

    [Inject]
    private CurrentView View { get; set; } = default!;

    public void Dispose() => View.Changed -= Render;

    protected override void OnInitialized() => View.Changed += Render;

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
