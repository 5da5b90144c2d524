namespace Pkernfs.Core.Memory;

/// <summary>Making and comparing radix trees; every answer shares what it can with its inputs.</summary>
internal static class MemoryTree
{
    private const int TopShift = RadixNode.Bits * (RadixNode.Levels - 1);

    /// <summary>The tree with those frames set.</summary>
    public static RadixNode Set(RadixNode? root, IReadOnlyCollection<KeyValuePair<ulong, Frame>> frames)
    {
        var sorted = frames.ToArray();
        Array.Sort(sorted, (left, right) => left.Key.CompareTo(right.Key));
        return Set(root, sorted, TopShift);
    }

    private static RadixNode Set(RadixNode? node, ReadOnlySpan<KeyValuePair<ulong, Frame>> frames, int shift)
    {
        var places = new object?[64];
        while (!frames.IsEmpty)
        {
            int place = Place(frames[0].Key, shift);
            int count = 1;
            while (count < frames.Length && Place(frames[count].Key, shift) == place) count++;
            places[place] = shift == 0 ? frames[0].Value : Set(node?[place] as RadixNode, frames[..count], shift - RadixNode.Bits);
            frames = frames[count..];
        }
        return RadixNode.With(node, places);
    }

    /// <summary>The tree with <paramref name="frame"/> at <paramref name="count"/> places from <paramref name="first"/> on.</summary>
    public static RadixNode Fill(RadixNode? root, ulong first, ulong count, Frame frame)
    {
        var whole = new object?[RadixNode.Levels];
        return Fill(root, first, checked(first + count - 1), frame, TopShift, whole);
    }

    private static RadixNode Fill(object? child, ulong first, ulong last, Frame frame, int shift, object?[] whole)
    {
        ulong below = (1UL << shift) - 1;
        var node = child as RadixNode;
        var places = new object?[64];
        int firstPlace = Place(first, shift), lastPlace = Place(last, shift);
        for (int place = firstPlace; place <= lastPlace; place++)
        {
            ulong from = place == firstPlace ? first & below : 0;
            ulong to = place == lastPlace ? last & below : below;
            places[place] = from == 0 && to == below
                ? Whole(frame, shift / RadixNode.Bits, whole)
                : Fill(node?[place], from, to, frame, shift - RadixNode.Bits, whole);
        }
        return RadixNode.With(node, places);
    }

    private static object Whole(Frame frame, int level, object?[] whole)
    {
        if (level == 0) return frame;
        if (whole[level] is { } made) return made;
        var places = new object?[64];
        Array.Fill(places, Whole(frame, level - 1, whole));
        return whole[level] = RadixNode.With(null, places);
    }

    /// <summary>Runs of frames that hold bytes: first number and count, in order, not joined. What lies wholly outside the window is passed over.</summary>
    public static IEnumerable<(ulong First, ulong Count)> Resident(object? child, FrameWindow window, ulong first = 0, int shift = TopShift)
    {
        if (RadixNode.UniformFrameOf(child) is not null) return [(first, 1UL << (shift + RadixNode.Bits))];
        return child is RadixNode node ? Below() : [];

        IEnumerable<(ulong, ulong)> Below()
        {
            for (int place = 0; place < 64; place++)
            {
                if (node[place] is not { } next) continue;
                ulong at = first + ((ulong)place << shift);
                if (!window.Meets(at, 1UL << shift)) continue;
                foreach (var run in Resident(next, window, at, shift - RadixNode.Bits)) yield return run;
            }
        }
    }

    /// <summary>Runs of frames whose bytes differ; shared parts, and what lies wholly outside the window, are passed over unread.</summary>
    public static IEnumerable<(ulong First, ulong Count)> Changed(object? left, object? right, FrameWindow window, ulong first = 0, int shift = TopShift)
    {
        if (ReferenceEquals(left, right)) return [];
        bool leftUniform = left is null || RadixNode.UniformFrameOf(left) is not null;
        bool rightUniform = right is null || RadixNode.UniformFrameOf(right) is not null;
        if (leftUniform && rightUniform)
        {
            return Frame.SameBytes(RadixNode.UniformFrameOf(left), RadixNode.UniformFrameOf(right))
                ? [] : [(first, 1UL << (shift + RadixNode.Bits))];
        }
        return Below();

        IEnumerable<(ulong, ulong)> Below()
        {
            for (int place = 0; place < 64; place++)
            {
                ulong at = first + ((ulong)place << shift);
                if (!window.Meets(at, 1UL << shift)) continue;
                object? l = Child(left, place), r = Child(right, place);
                foreach (var run in Changed(l, r, window, at, shift - RadixNode.Bits)) yield return run;
            }
        }
    }

    private static object? Child(object? parent, int place) => (parent as RadixNode)?[place];

    private static int Place(ulong frame, int shift) => (int)((frame >> shift) & 63);
}
