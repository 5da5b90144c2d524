namespace Pkernfs.Web.Rendering.Look;

/// <summary>The sets of colours that pictures come in.</summary>
public enum PictureTheme
{
    Light,
    Dark,

    /// <summary>Greys and textures, no hue: for paper.</summary>
    Print,
}
