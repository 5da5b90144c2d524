namespace Pkernfs.Web.Presenting;

/// <summary>How much a walk-through may hold: far more than anybody presents.</summary>
public static class WalkthroughLimits
{
    /// <summary>Notes of one walk-through.</summary>
    public const int Notes = 200;

    /// <summary>Characters of a note's text: about a page.</summary>
    public const int Text = 4000;

    /// <summary>Characters of a title: it stands in a pane's head.</summary>
    public const int Title = 120;

    /// <summary>Characters of a note in the list.</summary>
    public const int Headline = 90;

    /// <summary>Characters of a step's or a selected thing's name, as in links.</summary>
    public const int Name = 200;

    /// <summary>Characters of what a participant is called: it stands beside a pointer.</summary>
    public const int ParticipantName = 40;
}
