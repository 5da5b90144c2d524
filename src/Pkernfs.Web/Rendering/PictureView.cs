namespace Pkernfs.Web.Rendering;

/// <summary>What a picture shows of a moment.</summary>
public enum PictureView
{
    /// <summary>The map of physical memory.</summary>
    Memory,

    /// <summary>The tables by which DMA is translated.</summary>
    Translation,

    /// <summary>The same with the way of one address lit.</summary>
    Walk,

    /// <summary>The run over its modelled clock.</summary>
    Timeline,

    /// <summary>What is known of the selected thing.</summary>
    Inspector,

    /// <summary>Two moments, or two approaches, beside each other.</summary>
    Compare,

    /// <summary>All panes.</summary>
    Page,

    /// <summary>What must hold over the whole run: a table.</summary>
    Invariants,
}
