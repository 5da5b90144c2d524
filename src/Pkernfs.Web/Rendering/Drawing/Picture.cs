using System.Collections.Immutable;

namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>A drawing as data: what is where, and why. The same for every format; a theme gives it colours.</summary>
public sealed record Picture(double Width, double Height, ImmutableArray<Mark> Marks);
