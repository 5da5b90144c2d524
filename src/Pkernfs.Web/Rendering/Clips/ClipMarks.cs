using System.Collections;
using System.Collections.Immutable;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Clips;

/// <summary>
/// Frames of a clip as one list of marks, each with the frames that it is in: what stays is drawn once, what comes and goes knows when. The order in which
/// marks lie over each other is kept within each frame.
/// </summary>
internal static class ClipMarks
{
    public static IReadOnlyList<ClipMark> Of(IReadOnlyList<Picture> frames)
    {
        var marks = new LinkedList<ClipMark>();
        for (int frame = 0; frame < frames.Count; frame++)
        {
            var known = new Dictionary<Mark, Queue<LinkedListNode<ClipMark>>>();
            var places = new Dictionary<LinkedListNode<ClipMark>, int>();
            for (var node = marks.First; node is not null; node = node.Next)
            {
                places[node] = places.Count;
                if (!known.TryGetValue(node.Value.Mark, out var nodes)) known[node.Value.Mark] = nodes = new();
                nodes.Enqueue(node);
            }
            LinkedListNode<ClipMark>? last = null;
            int place = -1;
            foreach (var mark in Flat(frames[frame].Marks, 0, 0))
            {
                // The same mark further on in the order is that mark; one that lies further back would have to change its order, so it is a new one.
                if (known.TryGetValue(mark, out var nodes))
                {
                    while (nodes.TryPeek(out var early) && places[early] <= place) nodes.Dequeue();
                    if (nodes.TryDequeue(out var found))
                    {
                        (last, place) = (found, places[found]);
                        found.Value.Frames[frame] = true;
                        continue;
                    }
                }
                var made = new ClipMark(mark, new BitArray(frames.Count) { [frame] = true });
                last = last is null ? marks.AddFirst(made) : marks.AddAfter(last, made);
            }
        }
        return [.. marks];
    }

    /// <summary>The marks without the groups about them, as far as these only move them; so that a row that changed does not take its neighbours with it.</summary>
    private static IEnumerable<Mark> Flat(ImmutableArray<Mark> marks, double x, double y)
    {
        foreach (var mark in marks)
        {
            if (mark is GroupMark { Opacity: 1, Scale: 1 } group)
            {
                foreach (var inner in Flat(group.Marks, x + group.X, y + group.Y))
                    yield return group.Clip is { } clip ? Clipped(inner, clip with { X = clip.X + x + group.X, Y = clip.Y + y + group.Y }) : inner;
            }
            else yield return Moved(mark, x, y);
        }
    }

    private static Mark Moved(Mark mark, double x, double y) => x == 0 && y == 0 ? mark : mark switch
    {
        BoxMark box => box with { X = box.X + x, Y = box.Y + y },
        TextMark text => text with { X = text.X + x, Y = text.Y + y },
        _ => new MovedMark(mark, x, y, null),
    };

    /// <summary>Boxes that lie within a clip need none; what else does is rare enough to carry it along.</summary>
    private static Mark Clipped(Mark mark, ClipArea clip) => mark switch
    {
        BoxMark box when box.X >= clip.X - 2 && box.Y >= clip.Y - 2 && box.X + box.Width <= clip.X + clip.Width + 2 && box.Y + box.Height <= clip.Y + clip.Height + 2 => mark,
        TextMark text when text.Y <= clip.Y + clip.Height && text.Y >= clip.Y => mark,
        MovedMark moved => moved with { Clip = moved.Clip ?? clip },
        _ => new MovedMark(mark, 0, 0, clip),
    };
}

/// <summary>A mark with the offset and the clip of the groups that it came from.</summary>
internal sealed record MovedMark(Mark Mark, double X, double Y, ClipArea? Clip) : Mark
{
    /// <summary>The same as groups.</summary>
    public Mark Grouped
    {
        get
        {
            Mark moved = X == 0 && Y == 0 ? Mark : new GroupMark(X, Y, [Mark]);
            return Clip is { } clip ? new GroupMark(0, 0, [moved], clip) : moved;
        }
    }
}
