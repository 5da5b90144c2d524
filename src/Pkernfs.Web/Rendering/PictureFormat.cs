namespace Pkernfs.Web.Rendering;

/// <summary>The kinds of files that pictures come as.</summary>
public enum PictureFormat
{
    /// <summary>Vectors and words, with its fonts in it.</summary>
    Svg,

    /// <summary>Pixels, for where no SVG is taken.</summary>
    Png,
}
