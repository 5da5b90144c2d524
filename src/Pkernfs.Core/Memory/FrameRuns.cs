namespace Pkernfs.Core.Memory;

/// <summary>Runs of frames, joined where they touch and cut to a range.</summary>
internal static class FrameRuns
{
    public static IEnumerable<PhysicalRange> Join(IEnumerable<(ulong First, ulong Count)> runs, PhysicalRange? within)
    {
        var pending = default(PhysicalRange);
        foreach (var (first, count) in runs)
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
