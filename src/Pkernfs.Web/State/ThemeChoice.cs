namespace Pkernfs.Web.State;

/// <summary>Which set of colours a reader asked for.</summary>
public enum ThemeChoice
{
    /// <summary>As the operating system says.</summary>
    System,
    Dark,
    Light,
}
