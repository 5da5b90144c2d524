namespace Pkernfs.Core.Memory;

/// <summary>The frames that a question is about, from <see cref="First"/> to <see cref="Last"/>.</summary>
internal readonly record struct FrameWindow(ulong First, ulong Last)
{
    /// <summary>The frames that the range has a byte of; all frames where there is no range. An empty range meets at most one frame.</summary>
    public static FrameWindow Of(PhysicalRange? range) => range is { } limits
        ? new(limits.Start.Frame.Value, limits.IsEmpty ? limits.Start.Frame.Value : limits.Last.Frame.Value)
        : new(0, ulong.MaxValue);

    /// <summary>True when one of those frames is in it.</summary>
    public bool Meets(ulong first, ulong count) => first <= Last && first + (count - 1) >= First;
}
