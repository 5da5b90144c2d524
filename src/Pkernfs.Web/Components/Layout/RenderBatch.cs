using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Pkernfs.Web.Components.Layout;

/// <summary>
/// Runs something such that all it changes on the page goes to the browser together. Outside an event of the page each component that wants to be drawn is
/// sent by itself, and the browser lays the page out after each; what is asked for while something is drawn waits for it and goes along.
/// </summary>
public sealed class RenderBatch : ComponentBase
{
    private Action? wanted;
    private Exception? problem;

    /// <summary>Runs it at once, within one batch. On the circuit's own thread only.</summary>
    public void Run(Action work)
    {
        (wanted, problem) = (work, null);
        StateHasChanged();
        // Not drawn yet: another batch is on its way, which takes along what this changes in any case.
        Begin();
        if (problem is not null) throw new InvalidOperationException("What was run for a batch failed.", problem);
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => Begin();

    private void Begin()
    {
        var work = wanted;
        wanted = null;
        try
        {
            work?.Invoke();
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // It is for who asked, not for the page that is being drawn.
            problem = failed;
        }
    }
}
