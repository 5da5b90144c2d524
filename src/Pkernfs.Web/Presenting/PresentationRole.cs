namespace Pkernfs.Web.Presenting;

/// <summary>What someone has to do with his session's presentation.</summary>
public enum PresentationRole
{
    /// <summary>Nobody presents.</summary>
    None,

    /// <summary>He presents himself.</summary>
    Presenting,

    /// <summary>He sees what the presenter shows.</summary>
    Following,

    /// <summary>Another presents, and he looks at a moment of his own.</summary>
    Apart,
}
