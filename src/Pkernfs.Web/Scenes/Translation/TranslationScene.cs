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
    ImmutableArray<SceneNote> Notes)
{
    /// <summary>What a click on the part of a change selects; null where it is not drawn or selects nothing.</summary>
    public Selection? SelectionOf(int number) => Nodes
        .SelectMany(node => node.Rows.Select(row => (row.Change, Select: row.Select ?? node.Select)).Append((node.Change, node.Select)))
        .FirstOrDefault(part => part.Change?.Numbers.Contains(number) == true).Select;
}

/// <summary>A box: a title, a line below it, and rows.</summary>
/// <param name="Rail">What the bytes are for, as the colour of its left edge; null for what is no memory.</param>
/// <param name="IsEphemeral">True for tables in ordinary RAM, lost at kexec: a hatched rail.</param>
/// <param name="Select">What a click selects; null for nothing.</param>
/// <param name="Aside">A word at the end of the title's line.</param>
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
    SceneChange? Change = null,
    bool IsLit = false,
    string? Aside = null)
{
    /// <summary>The slots of a table, drawn as one strip below the lines; null for what is no table.</summary>
    public SlotStrip? Strip { get; init; }

    /// <summary>Where the strip begins, from the node's own top.</summary>
    public double StripTop => TranslationSizes.Padding + TranslationSizes.Title + (TranslationSizes.Line * Lines.Length) + 1;

    public double Right => X + Width;

    /// <summary>Runs are the last column: their rows' badges stand to the right, where no wires arrive.</summary>
    public bool BadgesRight => Key.StartsWith("runs:", StringComparison.Ordinal);

    public double Bottom => Y + Height;

    /// <summary>Devices have rounder corners than memory has.</summary>
    public bool IsDevice => Look is NodeLook.Device or NodeLook.Idle || Key.StartsWith("device:", StringComparison.Ordinal);

    public double RailWidth => IsEphemeral ? TranslationSizes.HatchedRail : TranslationSizes.Rail;

    /// <summary>Where words begin, from the node's own left edge.</summary>
    public double Inset => Rail is null ? 7 : RailWidth + 3;

    /// <summary>Where a wire meets the node itself: at its title.</summary>
    public double TitleY => Y + TranslationSizes.TitleLine;

    /// <summary>Where a wire meets a row.</summary>
    public double RowY(int row) => Y + RowTop(row) + (TranslationSizes.Row / 2);

    /// <summary>Where a row's badge ends, from the node's own left edge.</summary>
    public double RowBadgeRight(SceneChange change)
    {
        double width = TranslationSizes.BadgeWidth(change);
        return BadgesRight ? Width + width - 1 : Math.Max(2.8, width - TranslationSizes.Gap);
    }

    /// <summary>Where a row begins, from the node's own top.</summary>
    public double RowTop(int row) => TranslationSizes.Padding + TranslationSizes.Title + (TranslationSizes.Line * Lines.Length) + (Strip is null ? 0 : TranslationSizes.Strip) + Rows.Take(row).Sum(above => above.Height);
}

/// <summary>A line of a node: an entry, entries folded into one, a run.</summary>
/// <param name="Unfolds">The node whose folded rest a click shows; null where nothing is folded.</param>
/// <param name="Now">In a row that vanished, what stands at its place now; empty for nothing.</param>
public sealed record SceneRow(
    string Key,
    string Left,
    string Right,
    RowLook Look = RowLook.Plain,
    Selection? Select = null,
    string? Unfolds = null,
    SceneChange? Change = null,
    bool IsLit = false,
    string Now = "")
{
    public double Height => Look == RowLook.Gone ? TranslationSizes.GoneRow : TranslationSizes.Row;
}

/// <summary>A line from one part to another.</summary>
/// <param name="Path">SVG path data.</param>
/// <param name="Mark">What became of the part that it leads to.</param>
public sealed record SceneWire(string Key, string Path, WireLook Look, bool IsLit = false, TranslationMark Mark = TranslationMark.None);

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

    /// <summary>Was there a moment ago.</summary>
    Gone,
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

    /// <summary>Led somewhere a moment ago.</summary>
    Gone,
}
