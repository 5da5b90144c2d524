using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The translation drawn: nodes, the wires between them, and sentences. Pixels, from the upper left. Keys name parts by meaning, so that a part keeps its identity from moment to moment.</summary>
public sealed record TranslationScene(
    double Width,
    double Height,
    ImmutableArray<SceneNode> Nodes,
    ImmutableArray<SceneWire> Wires,
    ImmutableArray<SceneNote> Notes);

/// <summary>A box: a title, a line below it, and rows.</summary>
/// <param name="Rail">What the bytes are for, as the colour of its left edge; null for what is no memory.</param>
/// <param name="IsEphemeral">True for tables in ordinary RAM, lost at kexec: a hatched rail.</param>
/// <param name="Select">What a click selects; null for nothing.</param>
public sealed record SceneNode(
    string Key,
    double X,
    double Y,
    double Width,
    double Height,
    NodeLook Look,
    string Title,
    ImmutableArray<string> Lines,
    ImmutableArray<SceneRow> Rows,
    OwnerClass? Rail = null,
    bool IsEphemeral = false,
    Selection? Select = null,
    string? Focus = null,
    TranslationMark Mark = TranslationMark.None,
    bool IsLit = false)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    /// <summary>Where a wire meets the node itself: at its title.</summary>
    public double TitleY => Y + TranslationSizes.TitleLine;

    /// <summary>Where a wire meets a row.</summary>
    public double RowY(int row) => Y + TranslationSizes.RowsAt + (row * TranslationSizes.Row) + (TranslationSizes.Row / 2);
}

/// <summary>A line of a node: an entry, entries folded into one, a run.</summary>
/// <param name="Unfolds">The node whose folded rest a click shows; null where nothing is folded.</param>
public sealed record SceneRow(
    string Key,
    string Left,
    string Right,
    RowLook Look = RowLook.Plain,
    Selection? Select = null,
    string? Unfolds = null,
    TranslationMark Mark = TranslationMark.None,
    bool IsLit = false);

/// <summary>A line from one part to another.</summary>
/// <param name="Path">SVG path data.</param>
public sealed record SceneWire(string Key, string Path, WireLook Look, bool IsLit = false);

/// <summary>Sentences beside the nodes; the first line is the one that matters.</summary>
public sealed record SceneNote(string Key, double X, double Y, string Title, ImmutableArray<string> Lines);

public enum NodeLook
{
    Plain,

    /// <summary>A device whose requests get to memory.</summary>
    Device,

    /// <summary>A device from which no request comes.</summary>
    Idle,

    /// <summary>A device whose requests are refused, a table that hardware cannot use.</summary>
    Blocked,

    /// <summary>Nobody and nothing: drawn, not left out.</summary>
    None,

    /// <summary>Was there a moment ago.</summary>
    Gone,
}

public enum RowLook
{
    Plain,

    /// <summary>Folded or not present.</summary>
    Quiet,

    /// <summary>No entry maps these addresses.</summary>
    Hole,

    /// <summary>Hardware refuses here.</summary>
    Blocked,
}

public enum WireLook
{
    Plain,

    /// <summary>The way that a running device's requests take.</summary>
    Used,

    /// <summary>Not in force: translation is off, or nobody sends requests.</summary>
    Idle,

    /// <summary>Requests end here.</summary>
    Blocked,
}
