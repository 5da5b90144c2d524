namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>A line's look.</summary>
/// <param name="Dash">Lengths of dashes and gaps alike; 0 for a whole line.</param>
/// <param name="Paper">The width where there is no hue to tell it by; null for the same.</param>
public sealed record Stroke(Tone Tone, double Width = 1, double Dash = 0, double Opacity = 1, bool IsRound = false, double? Paper = null);
