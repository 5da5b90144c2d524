using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>Words above the tracks, with a line to what is too short to carry them. All from the plot's left edge.</summary>
/// <param name="X">Where the line comes down.</param>
/// <param name="LineStart">Where the line leaves the words.</param>
/// <param name="WordsX">The words' left edge.</param>
/// <param name="WordsWidth">Room that the words take, an upper estimate.</param>
public sealed record TimelineCallout(string Words, double X, double LineStart, double WordsX, double WordsWidth)
{
    /// <summary>An upper estimate of 10 px Inter.</summary>
    private const double CharacterWidth = 5.6;

    /// <summary>Of a tick's 9 px JetBrains Mono.</summary>
    private const double TickCharacterWidth = 5.4;

    private const double Gap = 4;

    /// <summary>Left of the band, where the playhead does not cross the words while it is in there; right of it where the plot begins too near.</summary>
    public static TimelineCallout Of(TimelineBand band, string words)
    {
        double width = words.Length * CharacterWidth, middle = band.X + (band.Width / 2);
        double left = band.X - Gap - width, right = band.X + band.Width + Gap;
        return left >= 0 ? new(words, middle, band.X - Gap + 2, left, width) : new(words, middle, right - 2, right, width);
    }

    /// <summary>The ticks with their words, but for those whose words would lie under these.</summary>
    public ImmutableArray<TimelineTick> Clear(ImmutableArray<TimelineTick> ticks) =>
        [.. ticks.Select(tick => Math.Abs(tick.X - ((WordsX + LastX) / 2)) < ((LastX - WordsX + (tick.Words.Length * TickCharacterWidth)) / 2) + Gap ? tick with { Words = "" } : tick)];

    private double LastX => Math.Max(WordsX + WordsWidth, X);
}
