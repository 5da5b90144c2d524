using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>The modelled clock of a moment in words. It counts from the vCPUs' pause; before that, and where they never pause, from power-on.</summary>
public static class MomentWord
{
    /// <summary>"T+33.7 ms".</summary>
    public static string Clock(Step step, Tracks tracks) => $"T+{Words(step, tracks)}";

    public static string ClockCaption(Step step, Tracks tracks) => IsAfterPause(step, tracks) ? "modelled, since vCPU pause" : "modelled, since power-on";

    /// <summary>What the playhead's flag says: "33.7 ms", and before the pause how long before: "-500.0 ms".</summary>
    public static string Flag(Step step, Tracks tracks) =>
        tracks.Pause is { } pause && !IsAfterPause(step, tracks) ? Precise(step.ClockNanoseconds - pause.Start) : Words(step, tracks);

    private static bool IsAfterPause(Step step, Tracks tracks) => tracks.Pause is { } pause && step.Index >= pause.First;

    private static string Words(Step step, Tracks tracks) => Precise(step.ClockNanoseconds - (IsAfterPause(step, tracks) ? tracks.Pause!.Start : 0));

    private static string Precise(long nanoseconds) => Math.Abs(nanoseconds) < 2_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:#,0.0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.000} s");
}
