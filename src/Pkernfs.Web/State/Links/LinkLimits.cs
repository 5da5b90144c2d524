namespace Pkernfs.Web.State.Links;

/// <summary>How long links may become.</summary>
public static class LinkLimits
{
    /// <summary>
    /// Characters of an address with all that a link says: servers, proxies and this program's own server stop at a request line of 8,192, and the
    /// machine's name stands before it. What is longer is offered as a file.
    /// </summary>
    public const int LongestAddress = 8000;

    /// <summary>Room kept for the name of the machine that serves the explorer, which the view itself does not know.</summary>
    public const int LongestOrigin = 200;

    /// <summary>Characters of one side's scenario in a comparison's link, which may have two and much else.</summary>
    public const int LongestSide = LongestAddress / 3;

    /// <summary>True for a link from the root that an address bar, a mail and a server take.</summary>
    public static bool Fits(string link) => link.Length <= LongestAddress - LongestOrigin;
}
