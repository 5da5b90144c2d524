using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>A square tile that repeats: lines at angles, dots or chevrons on a ground.</summary>
/// <param name="Angles">45 rises to the right, 135 falls; empty for none.</param>
/// <param name="Dot">The radius of a dot in the middle; 0 for none.</param>
/// <param name="Ground">What lies below; null for nothing.</param>
/// <param name="Path">Path data drawn in the line's look; null for none.</param>
public sealed record Texture(double Size, int[] Angles, Stroke Line, Fill.Solid? Ground = null, double Dot = 0, string? Path = null);
