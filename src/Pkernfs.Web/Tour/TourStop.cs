using Pkernfs.Web.Components.Layout;

namespace Pkernfs.Web.Tour;

/// <summary>A place on the guided tour: a view, what it speaks of, and what it says.</summary>
/// <param name="Title">A few words, sentence case.</param>
/// <param name="Text">A few sentences. What is in braces is computed: {blackout}, or {save-restore:blackout} for another scenario's run (<see cref="TourFacts"/>). Between backticks is code.</param>
/// <param name="Address">The view as a link has it, from the root.</param>
public sealed record TourStop(string Title, string Text, string Address, TourTarget Target, TourPicture Picture);

/// <summary>What a stop speaks of on the page.</summary>
/// <param name="Words">Its name, for those who do not see the outline.</param>
/// <param name="Selector">Its element.</param>
/// <param name="Pane">The pane that has it, where a narrow screen shows one at a time; null where it always shows.</param>
/// <param name="Part">The same for the compare page.</param>
public sealed record TourTarget(string Words, string Selector, ExplorerPane? Pane = null, string? Part = null)
{
    public static TourTarget Map { get; } = new("the map of physical memory", "#memory-pane", ExplorerPane.Memory);

    public static TourTarget Tables { get; } = new("the translation", "#translation-pane", ExplorerPane.Tables);

    public static TourTarget Inspector { get; } = new("the inspector", "#inspector-pane", ExplorerPane.Inspect);

    public static TourTarget Timeline { get; } = new("the timeline", "#timeline-pane");

    public static TourTarget Kernel { get; } = new("the kernel's badge", ".kernel-badge");

    public static TourTarget Step { get; } = new("the step", "#steps-pane li:has([aria-current=step])", ExplorerPane.Steps);

    public static TourTarget Other { get; } = new("the other approach", ".side-pane[data-side=B]", Part: "B");
}

/// <summary>How the same is drawn where it is told as a document.</summary>
public enum TourPicture
{
    None,

    /// <summary>Who runs, and what reaches memory by which tables.</summary>
    Panel,

    /// <summary>The map of physical memory.</summary>
    Memory,

    /// <summary>The tables, with what changed in the step.</summary>
    Translation,

    /// <summary>The way of the selected address through the tables.</summary>
    Walk,

    /// <summary>The run over its modelled clock.</summary>
    Timeline,

    /// <summary>A panel for each of the two sides of a comparison.</summary>
    Pair,
}
