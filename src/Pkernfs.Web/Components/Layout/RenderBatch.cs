using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Pkernfs.Web.Components.Layout;

/// <summary>
/// Runs something such that all it changes on the page goes to the browser together. Outside an event of the page each component that wants to be drawn is
/// sent by itself, and the browser lays the page out after each; what is asked for while something is drawn waits for it and goes along.
/// </summary>
public sealed class RenderBatch : ComponentBase
{
    private Func<Task>? wanted;
    private Task begun = Task.CompletedTask;

    /// <summary>Runs it, as far as it goes without waiting, within one batch. On the circuit's own thread only.</summary>
    public Task RunAsync(Func<Task> work)
    {
        wanted = work;
        StateHasChanged();
        // Not drawn yet: another batch is on its way, which takes along what this changes in any case.
        return wanted is null ? begun : Begin();
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (wanted is not null) Begin();
    }

    private Task Begin()
    {
        var work = wanted!;
        wanted = null;
        return begun = Guarded(work);
    }

    // What goes wrong is for who waits, not for the page that is being drawn.
    private static async Task Guarded(Func<Task> work) => await work();
}
