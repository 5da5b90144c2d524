using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>What became of some bytes since a chosen moment.</summary>
/// <param name="Sentence">How much of them differs, and from which moment.</param>
/// <param name="Words">The first words of 8 bytes that differ, then and now.</param>
public sealed record BytesSince(string Sentence, ImmutableArray<WordSince> Words)
{
    /// <summary>Words that are shown one by one.</summary>
    public const int MostWords = 8;

    public static BytesSince Between(PhysicalMemory shown, Moment other, PhysicalRange range)
    {
        var former = other.Machine.Platform.Memory;
        string moment = $"the end of step {other.Step.Index + 1}, \"{other.Step.Title}\"";
        if (!shown.ChangedRuns(former, range).Any()) return new($"The same bytes as at {moment}.", []);
        if (range.Length > ByteCount.Page)
        {
            ulong pages = shown.ChangedRuns(former, range).Aggregate(0UL, (sum, run) => sum + run.Length.PagesRoundedUp);
            return new(string.Create(CultureInfo.InvariantCulture, $"{pages:N0} of its {range.Length.PagesRoundedUp:N0} pages differ from {moment}."), []);
        }
        var words = ImmutableArray.CreateBuilder<WordSince>();
        int count = 0;
        for (var at = range.Start.AlignDown(new(8)); at < range.End; at += new ByteCount(8))
        {
            if (!shown.TryReadWord(at, out ulong now) || !former.TryReadWord(at, out ulong then) || now == then) continue;
            if (count++ < MostWords) words.Add(new(at, then, now));
        }
        return new(count == 0 ? $"The same bytes as at {moment}." : $"{count} {(count == 1 ? "word differs" : "words differ")} from {moment}.", words.ToImmutable());
    }
}

/// <summary>A word of 8 bytes, little endian, at two moments.</summary>
public sealed record WordSince(PhysicalAddress Address, ulong Then, ulong Now);
