using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Timeline;

namespace Pkernfs.Web.Components.Layout;

/// <summary>Which kernel runs at a moment, in words.</summary>
/// <param name="Boot">1 or 2; null while none runs.</param>
/// <param name="Name">"kernel A 6.7.0", "no kernel".</param>
/// <param name="Detail">What else there is to know: "boot 1", "kernel A ended 0.15 ms ago, kernel B starts in 3.67 ms".</param>
public sealed record KernelStatus(int? Boot, string Name, string? Detail)
{
    /// <summary>True where it stopped for good, while devices go on.</summary>
    public bool HasPanicked { get; init; }

    public static KernelStatus Of(Tracks tracks, Step step)
    {
        var span = tracks.Kernel.First(span => span.Last >= step.Index);
        int boot = span.State.Boot;
        if (span.State.Panic is { } panic) return new(boot, $"kernel {KernelWord.Letter(boot)} panicked", panic) { HasPanicked = true };
        if (span.State.Release is { } release) return new(boot, $"kernel {KernelWord.Letter(boot)} {release}", $"boot {boot}");
        string starts = tracks.Kernel.Any(next => next.First > span.Last) ? $"kernel {KernelWord.Letter(boot + 1)} starts in {StepWords.Time(span.End - step.ClockNanoseconds)}" : "none starts any more";
        return new(null, "no kernel", boot == 0 ? starts : $"kernel {KernelWord.Letter(boot)} ended {StepWords.Time(step.ClockNanoseconds - span.Start)} ago, {starts}");
    }
}
