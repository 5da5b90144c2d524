using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>A difference as it is drawn on one side's map.</summary>
/// <param name="Number">Its place in the list, from 1.</param>
/// <param name="Kind">How it is outlined: appeared, vanished, moved, changed, or there for what only this side has.</param>
/// <param name="Text">A few words beside the number.</param>
/// <param name="IsQuiet">True for what is only outlined while it is pointed at: there is too much of it to keep the picture readable.</param>
/// <param name="Ranges">Start and length in turn; doubles, which are exact for every physical address.</param>
public sealed record MapNumber(int Number, string Kind, string Text, bool IsQuiet, double[] Ranges)
{
    /// <summary>A thing larger than this is the ground of the picture, not a mark on it.</summary>
    private static readonly ByteCount Large = ByteCount.FromMiB(64);

    /// <summary>More outlines than this hide the memory that they are about.</summary>
    public const int Most = 40;

    public static ImmutableArray<MapNumber> Of(MachineComparison comparison, SideName side)
    {
        var numbers = ImmutableArray.CreateBuilder<MapNumber>();
        for (int i = 0; i < comparison.Differences.Length && numbers.Count < Most; i++)
        {
            var difference = comparison.Differences[i];
            // What is gone is shown as a gap where it was.
            bool isGap = difference.Kind == DifferenceKind.Vanished && side == SideName.B;
            var ranges = side == SideName.A || isGap ? difference.LeftRanges : difference.RightRanges;
            if (ranges.IsEmpty) continue;
            numbers.Add(new(
                i + 1,
                difference.Kind == DifferenceKind.Vanished && !isGap ? "there" : DifferenceWords.Of(difference.Kind),
                difference.What,
                IsGround(difference, ranges),
                [.. ranges.SelectMany(range => new double[] { range.Start.Value, range.Length.Value })]));
        }
        return numbers.ToImmutable();
    }

    /// <summary>Tables and files are what the update is about; the rest of memory comes forward when it is asked for.</summary>
    private static bool IsGround(Difference difference, ImmutableArray<PhysicalRange> ranges) =>
        difference.Topic is not (DifferenceTopic.Tables or DifferenceTopic.Medium) || ranges.Any(range => range.Length >= Large);
}
