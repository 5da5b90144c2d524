namespace Pkernfs.Core.Timeline;

/// <summary>One number that the cost of steps is worked out with. None was measured on the modelled machine.</summary>
/// <param name="Id">Its name in links and on the command line, for good.</param>
/// <param name="Title">A few words, sentence case.</param>
/// <param name="Unit">What the number counts.</param>
/// <param name="Default">Used where nobody says otherwise.</param>
/// <param name="Minimum">The least value that is taken.</param>
/// <param name="Maximum">The greatest value that is taken.</param>
/// <param name="Meaning">What one piece of that work is, in a sentence.</param>
/// <param name="Source">Where the default is from; <see cref="Assumed"/> where it is from nowhere.</param>
public sealed record CostParameter(string Id, string Title, CostUnit Unit, double Default, double Minimum, double Maximum, string Meaning, string Source)
{
    /// <summary>The source of a number that nobody published.</summary>
    public const string Assumed = "assumed";

    public bool IsAssumed => Source == Assumed;
}
