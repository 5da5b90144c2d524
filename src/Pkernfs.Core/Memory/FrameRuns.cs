namespace Pkernfs.Core.Memory;

/// <summary>Runs of frames out of one tree, or out of two held against each other, by number; shared and uniform parts are passed over whole.</summary>
internal static class FrameRuns
{
    /// <summary>The runs of frames that hold bytes, joined and cut to a range.</summary>
    public static IEnumerable<PhysicalRange> Resident(FrameTree tree, PhysicalRange? within) =>
        tree.Root == 0 ? [] : Join(() => new ResidentScan(tree, FrameWindow.Of(within)), within);

    /// <summary>The runs of frames whose bytes differ, joined and cut to a range.</summary>
    public static IEnumerable<PhysicalRange> Changed(FrameTree one, FrameTree other, PhysicalRange? within) =>
        Join(() => new DifferenceScan(one, other, FrameWindow.Of(within)), within);

    private static IEnumerable<PhysicalRange> Join(Func<FrameScan> begin, PhysicalRange? within)
    {
        var scan = begin();
        var pending = default(PhysicalRange);
        while (scan.TryNext(out ulong first, out ulong count))
        {
            var run = new PhysicalRange(new FrameNumber(first).Address, ByteCount.Page * count);
            if (within is { } limits)
            {
                if (limits.End <= run.Start) break;
                run = limits.Intersect(run);
                if (run.IsEmpty) continue;
            }
            if (!pending.IsEmpty && pending.End == run.Start)
            {
                pending = pending with { Length = pending.Length + run.Length };
                continue;
            }
            if (!pending.IsEmpty) yield return pending;
            pending = run;
        }
        if (!pending.IsEmpty) yield return pending;
    }
}
