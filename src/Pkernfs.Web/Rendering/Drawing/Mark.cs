using System.Collections.Immutable;

namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>A part of a drawing. Later marks lie over earlier ones.</summary>
public abstract record Mark
{
    /// <summary>What it stands for, in words that styles and tests know: "node device", "row gone".</summary>
    public string? Class { get; init; }

    /// <summary>All of it in words, for who points at it or does not see it.</summary>
    public string? Title { get; init; }
}

/// <summary>A rectangle.</summary>
public sealed record BoxMark(double X, double Y, double Width, double Height, Fill? Fill = null, Stroke? Stroke = null, double Radius = 0) : Mark;

/// <summary>Lines and curves.</summary>
/// <param name="Data">SVG path data.</param>
public sealed record PathMark(string Data, Fill? Fill = null, Stroke? Stroke = null) : Mark;

/// <summary>One line of text, at its baseline.</summary>
/// <param name="Halo">Kept clear around the letters, where they lie over a texture; null for nothing.</param>
public sealed record TextMark(double X, double Y, string Words, TextStyle Style, Tone Tone, TextAnchor Anchor = TextAnchor.Start, Tone? Halo = null, bool IsStruck = false, double Opacity = 1) : Mark;

/// <summary>Marks that belong together, moved and scaled as one.</summary>
/// <param name="Clip">What of them shows, from their own origin and in their own units; null for all.</param>
public sealed record GroupMark(double X, double Y, ImmutableArray<Mark> Marks, ClipArea? Clip = null, double Opacity = 1, double Scale = 1) : Mark;

public readonly record struct ClipArea(double X, double Y, double Width, double Height);

public enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>A face in a size.</summary>
public readonly record struct TextStyle(FontFace Face, double Size);

/// <summary>The faces that pictures have: words and addresses, each plain and bold.</summary>
public enum FontFace
{
    Words,
    WordsBold,
    Mono,
    MonoBold,
}
