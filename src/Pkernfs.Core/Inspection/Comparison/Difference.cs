using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Something that is not alike on two machines.</summary>
/// <param name="Class">What the memory concerned is for; null where it is no memory.</param>
/// <param name="What">The thing, by what it is for and not by where it is: "second-stage tables of 01:00.0".</param>
/// <param name="Left">What it is on the left in a few words; "none" where it is not there.</param>
/// <param name="Right">What it is on the right.</param>
/// <param name="LeftRanges">Where it lies on the left, the largest runs; empty where it has no place.</param>
/// <param name="RightRanges">Where it lies on the right.</param>
public sealed record Difference(
    DifferenceTopic Topic,
    DifferenceKind Kind,
    OwnerClass? Class,
    string What,
    string Left,
    string Right,
    ImmutableArray<PhysicalRange> LeftRanges,
    ImmutableArray<PhysicalRange> RightRanges)
{
    /// <summary>Runs of memory kept for a side: more than anybody tells apart in a picture.</summary>
    public const int MostRanges = 16;

    private const string Absent = "none";

    /// <summary>A thing that both sides may have; null where nothing tells them apart.</summary>
    /// <param name="left">Its words on the left; null where it is not there.</param>
    /// <param name="right">Its words on the right; null where it is not there.</param>
    /// <param name="otherwise">What it is called where both have it and differ.</param>
    public static Difference? Between(
        DifferenceTopic topic,
        OwnerClass? kind,
        string what,
        string? left,
        string? right,
        IEnumerable<PhysicalRange>? leftRanges = null,
        IEnumerable<PhysicalRange>? rightRanges = null,
        DifferenceKind otherwise = DifferenceKind.Changed)
    {
        if (left == right) return null;
        var became = left is null ? DifferenceKind.Appeared : right is null ? DifferenceKind.Vanished : otherwise;
        return new(topic, became, kind, what, left ?? Absent, right ?? Absent, Kept(leftRanges), Kept(rightRanges));
    }

    /// <summary>The same, seen from the other side.</summary>
    public Difference Swapped() => this with
    {
        Kind = Kind switch
        {
            DifferenceKind.Appeared => DifferenceKind.Vanished,
            DifferenceKind.Vanished => DifferenceKind.Appeared,
            _ => Kind,
        },
        Left = Right,
        Right = Left,
        LeftRanges = RightRanges,
        RightRanges = LeftRanges,
    };

    private static ImmutableArray<PhysicalRange> Kept(IEnumerable<PhysicalRange>? ranges) =>
        ranges is null ? [] : [.. ranges.Where(range => !range.IsEmpty).OrderByDescending(range => range.Length).ThenBy(range => range.Start).Take(MostRanges).Order()];
}

/// <summary>What became of a thing from the left to the right.</summary>
public enum DifferenceKind
{
    /// <summary>Only the right has it.</summary>
    Appeared,

    /// <summary>Only the left has it.</summary>
    Vanished,

    /// <summary>Both have it, alike, at different places.</summary>
    Moved,

    /// <summary>Both have it, with another value.</summary>
    Changed,
}

/// <summary>What a difference is about.</summary>
public enum DifferenceTopic
{
    Registers,
    Tables,
    Reach,
    Medium,
    Kernel,
    Userspace,
    Memory,
    Dma,
}
