using System.Runtime.CompilerServices;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// Packed updates of one run, for viewers that look at the same and go from the same moment to the same: each is worked out and packed once, by whoever
/// asks first, and its bytes are sent to all. A few are kept, those that were asked for last: viewers of one session ask within moments of each other.
/// </summary>
internal sealed class SharedUpdates
{
    /// <summary>Packed updates that are kept: all steps of a usual run, so that going back and forth packs nothing again.</summary>
    public const int MaxKept = 128;

    /// <summary>Bytes that are kept in all; the newest is kept whatever its size.</summary>
    public const int MaxBytes = 4 << 20;

    private static readonly ConditionalWeakTable<RunInspection, SharedUpdates> ofRuns = [];

    private readonly RunInspection run;
    private readonly Lock gate = new();
    private readonly Dictionary<Wanted, LinkedListNode<Kept>> places = [];
    private readonly LinkedList<Kept> kept = [];

    private SharedUpdates(RunInspection run) => this.run = run;

    /// <summary>A run's own; it goes with the run.</summary>
    public static SharedUpdates Of(RunInspection run) => ofRuns.GetValue(run, one => new(one));

    /// <summary>Wakes the run's viewers, who will ask for the same.</summary>
    public ViewerWakes Wakes { get; } = new();

    /// <summary>All that a viewport shows at a moment, packed.</summary>
    public byte[] Keyframe(Viewport viewport, int moment) => Find(new(viewport, -1, moment));

    /// <summary>What differs in a viewport between two moments, packed.</summary>
    public byte[] Delta(Viewport viewport, int from, int to) => Find(new(viewport, from, to));

    private byte[] Find(Wanted wanted)
    {
        Lazy<byte[]> packed;
        lock (gate)
        {
            packed = places.TryGetValue(wanted, out var node) ? Again(node) : Keep(wanted);
        }
        // Outside of the lock: who wants another update does not wait for this one.
        return packed.Value;
    }

    /// <summary>Moved to the front: what was asked for last is dropped last.</summary>
    private Lazy<byte[]> Again(LinkedListNode<Kept> node)
    {
        if (node != kept.First)
        {
            kept.Remove(node);
            kept.AddFirst(node);
        }
        return node.Value.Packed;
    }

    private Lazy<byte[]> Keep(Wanted wanted)
    {
        var packed = new Lazy<byte[]>(() => Pack(wanted));
        places[wanted] = kept.AddFirst(new Kept(wanted, packed));
        while (kept.Count > 1 && (kept.Count > MaxKept || Bytes > MaxBytes))
        {
            places.Remove(kept.Last!.Value.Wanted);
            kept.RemoveLast();
        }
        return packed;
    }

    private long Bytes => kept.Sum(one => one.Packed.IsValueCreated ? one.Packed.Value.LongLength : 0);

    private byte[] Pack(Wanted wanted)
    {
        StreamingMeter.Packed.Add(1);
        var update = wanted.From < 0
            ? ViewportUpdates.Keyframe(run, wanted.Viewport, wanted.To)
            : ViewportUpdates.Delta(run, wanted.Viewport, wanted.From, wanted.To);
        return update.Encode();
    }

    /// <param name="From">-1 for a keyframe.</param>
    private readonly record struct Wanted(Viewport Viewport, int From, int To);

    private sealed record Kept(Wanted Wanted, Lazy<byte[]> Packed);
}
