using Pkernfs.Benchmarks.Measuring;

namespace Pkernfs.Benchmarks.Browsing;

/// <summary>Two contestants in a browser, in turns, as <see cref="Paired"/> has it for others.</summary>
internal static class PairedFrames
{
    /// <param name="warmUps">Turns before those that count.</param>
    /// <param name="ours">Seconds.</param>
    /// <param name="peer">Seconds.</param>
    public static async Task<Paired> MeasureAsync(int pairs, int warmUps, Func<Task<double>> ours, Func<Task<double>> peer)
    {
        for (int i = 0; i < warmUps; i++)
        {
            await ours();
            await peer();
        }
        var (mine, theirs) = (new double[pairs], new double[pairs]);
        for (int i = 0; i < pairs; i++) (mine[i], theirs[i]) = (await ours(), await peer());
        return Paired.Of(mine, theirs);
    }
}
