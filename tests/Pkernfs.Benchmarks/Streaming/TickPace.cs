using System.Diagnostics;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>A steady pace, kept by the clock and not by how long the work took.</summary>
internal static class TickPace
{
    /// <summary>Goes through a machine's moments; gives when each tick was begun, in ticks of <see cref="Stopwatch"/>, which all processes of a machine share.</summary>
    public static long[] Run(int hertz, int count, Action<int> tick)
    {
        long[] began = new long[count];
        long start = Stopwatch.GetTimestamp(), period = Stopwatch.Frequency / hertz;
        for (int i = 0; i < count; i++)
        {
            long left = start + (i * period) - Stopwatch.GetTimestamp();
            if (left > 0) Thread.Sleep(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency));
            began[i] = Stopwatch.GetTimestamp();
            tick((i + 1) % SteppingMachine.Moments);
        }
        return began;
    }
}
