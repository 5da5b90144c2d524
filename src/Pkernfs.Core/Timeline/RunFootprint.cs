using System.Collections.Immutable;

namespace Pkernfs.Core.Timeline;

/// <summary>What the memories of a run take on the host that explores it. What moments share counts once.</summary>
/// <param name="Installed">RAM of the machine.</param>
/// <param name="History">Host bytes of all moments together.</param>
/// <param name="Added">Host bytes that each step added to those before it.</param>
public sealed record RunFootprint(ByteCount Installed, ByteCount History, ImmutableArray<ByteCount> Added)
{
    public static RunFootprint Of(RunTimeline timeline)
    {
        var memories = timeline.Moments.Select(moment => moment.Machine.Platform.Memory).ToArray();
        var added = memories.Select((memory, index) => new ByteCount((ulong)(memory.StoredBytes - (index == 0 ? 0 : memories[index - 1].StoredBytes))));
        return new(
            memories[0].Ram.Aggregate(default(ByteCount), (sum, range) => sum + range.Length),
            new((ulong)memories[^1].StoredBytes),
            [.. added]);
    }

    /// <summary>RAM that was written to by then, whatever it takes here: frames of the same content are kept once.</summary>
    public static ByteCount Resident(Moment moment) => ByteCount.Page * (ulong)moment.Machine.Platform.Memory.ResidentFrames;

    /// <summary>Half of the steps added no more than this.</summary>
    public ByteCount MedianAdded => Added.Order().ElementAt(Added.Length / 2);

    /// <summary>The index of the step that added most.</summary>
    public int Largest => Added.Index().MaxBy(step => step.Item).Index;
}
