namespace Pkernfs.Web.Components.Layout;

/// <summary>The panes of which a narrow screen shows one at a time.</summary>
public enum ExplorerPane
{
    Memory,
    Tables,
    Inspect,
    Steps,
    Notes,
}
