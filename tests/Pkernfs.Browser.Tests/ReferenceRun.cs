using Pkernfs.Core.Addressing;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Browser.Tests;

/// <summary>The run that the explorer opens with, computed here without the server, to compare with what is shown.</summary>
internal static class ReferenceRun
{
    public const string Scenario = "pkernfs-rfc";

    /// <summary>Where the explorer opens: paused before the kexec.</summary>
    public const string OpeningStep = "load-kernel-b";

    private static readonly Lazy<RunTimeline> timeline = new(() => Runner.Run(ScenarioLibrary.Load(Scenario).Scenario!.Plan));

    public static RunTimeline Timeline => timeline.Value;

    public static Step[] Steps => [.. Timeline.Moments.Select(moment => moment.Step)];

    /// <summary>Eight bytes of memory after a step.</summary>
    public static ulong WordAt(string step, ulong address)
    {
        Assert.True(Timeline.TryFind(step, out var moment), $"The run has no step {step}.");
        Assert.True(moment.Machine.Platform.Memory.TryReadWord(new PhysicalAddress(address), out ulong word), $"No memory answers at 0x{address:x}.");
        return word;
    }
}
